import { Button } from '@mantine/core';
import { IconCircleCheck, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ModelVersion, Recommendation } from '../../../engine/contract/models.ts';
import { Hash } from '../../ui/copy-text.tsx';
import { bytes, count, moment, took } from '../../ui/format.ts';
import { useVersions } from './data.ts';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { RemoveVersion } from './remove-version.tsx';
import { paramText } from './run-words.ts';
import { useRecommended } from './try-it.tsx';
import { useActivation } from './use-activation.ts';
import { VersionMark } from './version-mark.tsx';
import own from './versions.module.css';
import { trainingWords, versionName } from './versions.ts';

/** Right: why an item is recommended, and everything about the version that recommends it. */
export function VersionsWhy() {
  const { data = [] } = useVersions();
  const [slot] = usePlace('slot');
  const [chosen] = usePlace('version');
  const [asked] = usePlace('asked');
  const rows = data.filter((version) => slot === null || version.slot === slot);
  const version = rows.find(({ id }) => id === chosen) ?? rows.find(({ state }) => state === 'active') ?? rows[0];
  const { data: recommended } = useRecommended(version, asked.item ? asked.user.trim() : '');
  const item = recommended?.items.find((candidate) => candidate.item === asked.item);
  return (
    <div className={styles.why}>
      {item && <Why item={item} user={asked.user.trim()} />}
      {version ? (
        <VersionDetails version={version} />
      ) : (
        <>
          <h2>What a version is</h2>
          <p>
            A model that learnt from all data, kept in a file with a hash. The active version of a slot is the one that
            recommends; another one takes its place at once, and the one before can be put back.
          </p>
        </>
      )}
    </div>
  );
}

function Why({ item, user }: { item: Recommendation; user: string }) {
  const most = Math.max(...item.reasons.map(({ value }) => Math.abs(value)), 1e-12);
  return (
    <>
      <h2>Why {item.title ?? item.item}?</h2>
      <p className="dim">
        Rank {item.rank} for {user}, score {item.score.toPrecision(4)}
      </p>
      {item.reasons.length === 0 && <p>This model gives no reasons for single items.</p>}
      <div className={own.reasons}>
        {item.reasons.map(({ kind, label, value }) => (
          <div key={`${kind} ${label}`} className={own.reason}>
            <span>
              <span className="dim">{kind}:</span> {label}
            </span>
            <span className={own.reasonBar} data-negative={value < 0} aria-hidden>
              <span style={{ inlineSize: `${(100 * Math.abs(value)) / most}%` }} />
            </span>
            <span className={own.number}>{value.toPrecision(3)}</span>
          </div>
        ))}
      </div>
      <p className="dim">Each figure is the part of the score that comes from it.</p>
    </>
  );
}

function VersionDetails({ version }: { version: ModelVersion }) {
  const { activate } = useActivation();
  const [isRemoving, setRemoving] = useState(false);
  const isActive = version.state === 'active';
  return (
    <>
      <h2>{versionName(version)}</h2>
      <VersionMark state={version.state} />
      <div className={styles.actions}>
        <Button
          size="compact-xs"
          data-disabled={isActive || version.problem !== null || undefined}
          aria-disabled={isActive || version.problem !== null}
          leftSection={<IconCircleCheck size={14} aria-hidden />}
          onClick={() => activate(version)}
        >
          Make active
        </Button>
        <Button
          size="compact-xs"
          disabled={isActive}
          title={isActive ? 'Make another version active first' : undefined}
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => setRemoving(true)}
        >
          Remove…
        </Button>
      </div>
      {version.problem && (
        <p className={own.problem} role="alert">
          {version.problem}
        </p>
      )}
      {version.isBehind && (
        <p className={own.behind}>
          The data changed since this version learnt from it. What is new since then it cannot know; fit it again to
          have it.
        </p>
      )}
      <dl className={styles.facts}>
        <dt>Slot</dt>
        <dd>{version.slot}</dd>
        <dt>Fitted</dt>
        <dd>
          {moment(version.createdAt)}, in {took(version.fitSeconds)}
        </dd>
        {version.activatedAt !== null && (
          <>
            <dt>Activated</dt>
            <dd>{moment(version.activatedAt)}</dd>
          </>
        )}
        {version.retiredAt !== null && (
          <>
            <dt>Retired</dt>
            <dd>{moment(version.retiredAt)}</dd>
          </>
        )}
        <dt>Learnt from</dt>
        <dd>
          {count(version.pairs)} pairs of {count(version.users)} users and {count(version.items)} items
        </dd>
        {version.mitigation && (
          <>
            <dt>Fairer by</dt>
            <dd>{trainingWords(version.mitigation)}</dd>
          </>
        )}
        <dt>Rule</dt>
        <dd>
          {version.rule}, version {version.ruleVersion}
        </dd>
        <dt>Data</dt>
        <dd>
          <Hash value={version.dataHash} what="the hash of the data" />
        </dd>
        <dt>File</dt>
        <dd>
          {bytes(version.bytes)} <Hash value={version.sha256} what="the hash of the file" />
        </dd>
      </dl>
      <h3>Parameters</h3>
      <dl className={styles.facts}>
        {Object.entries(version.params).map(([name, value]) => (
          <div key={name} className={styles.contents}>
            <dt>{name}</dt>
            <dd>{paramText(value)}</dd>
          </div>
        ))}
        <dt>seed</dt>
        <dd>{version.seed}</dd>
      </dl>
      {isRemoving && <RemoveVersion version={version} onClose={() => setRemoving(false)} />}
    </>
  );
}
