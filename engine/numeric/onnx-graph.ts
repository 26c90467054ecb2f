import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** ONNX element types, by the numbers the format gives them. */
export const elementTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementTypes;

/** An attribute's value: a whole number, `{ float }`, a list of whole numbers, or text. */
export type AttributeValue = number | { float: number } | number[] | string;

type Bytes = { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number };

/**
 * Builds an ONNX model in code: constants, nodes, inputs and outputs, then `bytes()`. Names are given in order, so the
 * same calls make the same bytes. Values are referred to by name.
 */
export class OnnxGraph {
  readonly #nodes: onnxProto.onnx.INodeProto[] = [];
  readonly #constants: onnxProto.onnx.ITensorProto[] = [];
  readonly #inputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #outputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #domains = new Set<string>();
  readonly #known = new Map<string, string>();
  #count = 0;

  /** Declares an input; a dimension given as text may take any length. Returns its name. */
  input(name: string, type: ElementType, shape: (number | string)[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Declares `name`, made by some node, as an output. */
  output(name: string, type: ElementType, shape: (number | string)[]): void {
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** Adds a constant tensor of raw little-endian data. Returns its name. */
  constant(type: ElementType, data: Bytes, shape: number[]): string {
    const name = `c${this.#count++}`;
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.push(onnx.TensorProto.create({ name, dims: shape, dataType: elementTypes[type], rawData }));
    return name;
  }

  /** A float constant: one number, or a list as a vector. Equal single numbers are stored once. */
  floats(values: number | ArrayLike<number>, shape?: number[]): string {
    if (typeof values !== 'number') return this.constant('float', Float32Array.from(values), shape ?? [values.length]);
    const key = `f${values}`;
    const known = this.#known.get(key) ?? this.constant('float', Float32Array.of(values), []);
    this.#known.set(key, known);
    return known;
  }

  /** A constant vector of 64-bit whole numbers (axes, shapes), stored once for equal lists. */
  integers(values: number[]): string {
    const key = `i${values.join()}`;
    const known = this.#known.get(key) ?? this.constant('int64', BigInt64Array.from(values, BigInt), [values.length]);
    this.#known.set(key, known);
    return known;
  }

  /** Adds a node with one output and returns that output's name (`as` gives it a name of its own). */
  node(op: string, inputs: string[], attributes: Record<string, AttributeValue> = {}, as?: string): string {
    return this.nodes(op, inputs, 1, attributes, as === undefined ? undefined : [as])[0]!;
  }

  /** Adds a node with several outputs and returns their names. `domain:Op` picks an operator set other than ONNX's own. */
  nodes(
    op: string,
    inputs: string[],
    outputs: number,
    attributes: Record<string, AttributeValue> = {},
    as?: string[],
  ): string[] {
    const [opType, domain] = op.split(':').reverse() as [string, string?];
    if (domain) this.#domains.add(domain);
    const output = as ?? Array.from({ length: outputs }, () => `v${this.#count++}`);
    const attribute = Object.entries(attributes).map(([name, value]) =>
      onnx.AttributeProto.create(attributeOf(name, value)),
    );
    this.#nodes.push(onnx.NodeProto.create({ opType, domain: domain ?? '', input: inputs, output, attribute }));
    return output;
  }

  /** The finished model, ONNX opset 17, in the protobuf encoding of `model.onnx` files. */
  bytes(name: string): Uint8Array {
    const domains = [...this.#domains].map((domain) => ({ domain, version: 1 }));
    const model = onnx.ModelProto.create({
      irVersion: 8,
      opsetImport: [{ domain: '', version: 17 }, ...domains],
      producerName: 'steward',
      graph: { name, node: this.#nodes, initializer: this.#constants, input: this.#inputs, output: this.#outputs },
    });
    return onnx.ModelProto.encode(model).finish();
  }
}

function valueInfo(name: string, type: ElementType, shape: (number | string)[]): onnxProto.onnx.IValueInfoProto {
  const dim = shape.map((length) => (typeof length === 'string' ? { dimParam: length } : { dimValue: length }));
  return onnx.ValueInfoProto.create({ name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } });
}

function attributeOf(name: string, value: AttributeValue): onnxProto.onnx.IAttributeProto {
  const kinds = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: kinds.INT, i: value };
  if (typeof value === 'string') return { name, type: kinds.STRING, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return { name, type: kinds.INTS, ints: value };
  return { name, type: kinds.FLOAT, f: value.float };
}

/** An input or output of a model: its element type by number, and its dimensions (null where any length goes). */
export interface ValueShape {
  name: string;
  type: number;
  shape: (number | null)[];
}

/** What a model file says of itself, without running it. Constants are not listed among the inputs. Throws where the bytes are no model. */
export function readModelShape(bytes: Uint8Array): {
  operatorSets: { domain: string; version: number }[];
  inputs: ValueShape[];
  outputs: ValueShape[];
} {
  const model = onnx.ModelProto.decode(bytes);
  if (!model.graph?.node?.length) throw new Error('The file holds no graph.');
  const constants = new Set(model.graph.initializer?.map(({ name }) => name));
  const shapeOf = ({ name, type }: onnxProto.onnx.IValueInfoProto): ValueShape => ({
    name: name ?? '',
    type: type?.tensorType?.elemType ?? 0,
    shape: (type?.tensorType?.shape?.dim ?? []).map((dim) =>
      dim.dimParam || dim.dimValue == null ? null : Number(dim.dimValue),
    ),
  });
  return {
    operatorSets: (model.opsetImport ?? []).map(({ domain, version }) => ({
      domain: domain ?? '',
      version: Number(version),
    })),
    inputs: (model.graph.input ?? []).filter(({ name }) => !constants.has(name)).map(shapeOf),
    outputs: (model.graph.output ?? []).map(shapeOf),
  };
}
