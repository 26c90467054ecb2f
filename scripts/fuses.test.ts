import { join } from 'node:path';
import { type Configuration, Packager } from 'electron-builder';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
let config: Configuration;
beforeAll(async () => {
  // The way electron-builder itself reads and checks the file, without building anything.
  const packager = new Packager({ projectDir: root, config: 'electron-builder.yml' });
  await packager.validateConfig();
  config = packager.config;
});

describe('electron-builder.yml', () => {
  it('sets every fuse to the safe side', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('packs the app into an archive and leaves native modules outside', () => {
    expect(config.asar).toBe(true);
    expect(config.asarUnpack).toEqual(['node_modules/better-sqlite3/**', 'node_modules/onnxruntime-node/**']);
    expect(config.npmRebuild).toBe(false);
  });

  it('makes the four installers', () => {
    expect(config.linux?.target).toEqual(['AppImage', 'deb']);
    expect(config.mac?.target).toMatchObject([{ target: 'dmg' }]);
    expect(config.win?.target).toEqual(['nsis']);
  });

  it('brings the models as resources, laid out as in the repository', () => {
    expect(config.extraResources).toEqual([
      { from: 'build/models', to: 'build/models' },
      { from: 'models', to: 'models' },
    ]);
  });

  it('ships what is built and nothing of the sources', () => {
    const [set] = config.files as { filter: string[] }[];
    expect(set?.filter.filter((pattern) => !pattern.startsWith('!'))).toEqual(['package.json', 'out/**']);
  });
});
