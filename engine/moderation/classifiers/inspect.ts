import { StewardError } from '../../contract/errors.ts';
import { elementTypes, readModelShape, type ValueShape } from '../../numeric/onnx-graph.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { hashing } from '../../text/ngrams.ts';
import { textVersion } from '../../text/normalise.ts';
import type { Card } from './card.ts';

/** Operator sets that ONNX Runtime runs here, with the oldest and newest version taken. */
const operatorSets: Record<string, [number, number]> = {
  '': [7, 24],
  'ai.onnx': [7, 24],
  'ai.onnx.ml': [1, 5],
  'com.microsoft': [1, 1],
};

/** The inputs each kind of classifier must have (and, for text, may have). */
const inputsOf: Record<
  Card['input'],
  { name: string; type: keyof typeof elementTypes; width: number | null; optional?: true }[]
> = {
  text: [
    { name: 'input_ids', type: 'int64', width: null },
    { name: 'attention_mask', type: 'int64', width: null },
    { name: 'token_type_ids', type: 'int64', width: null, optional: true },
  ],
  embedding: [{ name: 'embedding', type: 'float', width: embeddingSize }],
  'embedding+ngrams': [
    { name: 'embedding', type: 'float', width: embeddingSize },
    { name: 'ngrams', type: 'int32', width: null },
    { name: 'values', type: 'float', width: null },
  ],
};

/** What a checked model takes. */
export interface CheckedModel {
  /** Names of the inputs to feed. */
  inputs: string[];
}

/**
 * Checks that a model can be run as its card says: operator sets, input and output names, element types, shapes and
 * the number of labels. Throws BAD_CLASSIFIER naming the file and the field that is wrong.
 */
export function checkModel(card: Card, model: Uint8Array, file: string): CheckedModel {
  const refuse = (message: string, field: string, advice: string) =>
    new StewardError('BAD_CLASSIFIER', message, { place: { file, field }, advice });
  let shape: ReturnType<typeof readModelShape>;
  try {
    shape = readModelShape(model);
  } catch (cause) {
    throw new StewardError('BAD_CLASSIFIER', 'model.onnx is not an ONNX file.', {
      place: { file },
      cause,
      advice: 'Export the model again, and copy the whole file.',
    });
  }
  for (const { domain, version } of shape.operatorSets) {
    const range = operatorSets[domain];
    if (range && version >= range[0] && version <= range[1]) continue;
    const known = range
      ? `versions ${range[0]} to ${range[1]}`
      : `the operator sets ${Object.keys(operatorSets).filter(Boolean).join(', ')}`;
    const what = `operator set '${domain || 'ai.onnx'}' ${version}`;
    throw refuse(`The model needs ${what}, which this build does not run.`, 'opset_import', `Export it for ${known}.`);
  }

  const wanted = inputsOf[card.input];
  for (const input of wanted) {
    const found = shape.inputs.find(({ name }) => name === input.name);
    if (!found && input.optional) continue;
    if (!found) {
      const names = shape.inputs.map(({ name }) => name).join(', ') || 'none';
      throw refuse(
        `The model has no input '${input.name}' (it has: ${names}).`,
        input.name,
        `Rename its inputs, or correct 'input' on the card.`,
      );
    }
    checkValue(found, elementTypes[input.type], input.type, input.width);
  }
  const stray = shape.inputs.find(({ name }) => !wanted.some((input) => input.name === name));
  if (stray)
    throw refuse(
      `The model wants an input '${stray.name}' that nothing here can fill.`,
      stray.name,
      'Export it without that input.',
    );

  const output = shape.outputs.find(({ name }) => name === card.output);
  if (!output) {
    const names = shape.outputs.map(({ name }) => name).join(', ') || 'none';
    throw refuse(
      `The model has no output '${card.output}' (it has: ${names}).`,
      card.output,
      `Rename its output, or correct 'output' on the card.`,
    );
  }
  checkValue(output, elementTypes.float, 'float', card.labels.length);

  if (card.input === 'embedding+ngrams') checkHashing();
  if (card.input !== 'text' && card.textVersion !== undefined && card.textVersion !== textVersion) {
    throw refuse(
      `The model was trained on text normalised by version ${card.textVersion}; this build has version ${textVersion}.`,
      'textVersion',
      'Train it again with steward train.',
    );
  }
  return { inputs: shape.inputs.map(({ name }) => name) };

  function checkValue(value: ValueShape, type: number, typeName: string, width: number | null) {
    if (value.type !== type)
      throw refuse(`'${value.name}' is not of type ${typeName}.`, value.name, 'Export the model with that type.');
    const [, columns] = value.shape;
    if (value.shape.length !== 2) {
      throw refuse(
        `'${value.name}' has ${value.shape.length} dimensions instead of 2.`,
        value.name,
        'Export it with a batch and a second dimension.',
      );
    }
    if (width !== null && typeof columns === 'number' && columns !== width) {
      const labels = value.name === card.output ? ', one for each label on the card' : '';
      throw refuse(
        `'${value.name}' is ${columns} wide instead of ${width}${labels}.`,
        value.name,
        'Correct the card or the model.',
      );
    }
  }

  function checkHashing() {
    const given = card.hashing;
    if (given && JSON.stringify({ ...hashing }) === JSON.stringify({ ...hashing, ...given })) return;
    throw refuse(
      `The card's hashing is not the one this build computes (${JSON.stringify(hashing)}).`,
      'hashing',
      'Train the model again with steward train.',
    );
  }
}
