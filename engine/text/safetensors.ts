import { StewardError } from '../contract/errors.ts';

/** A tensor of a safetensors file, widened to 32-bit floats. */
export interface NamedTensor {
  shape: number[];
  data: Float32Array;
}

const elementArrays: Record<string, (bytes: ArrayBuffer) => Float32Array> = {
  F16: (bytes) => Float32Array.from(new Float16Array(bytes)),
  F32: (bytes) => new Float32Array(bytes),
};

/**
 * Opens a safetensors file held in memory: an 8-byte header length, a JSON header, then the data. Returns a function
 * that copies out one tensor by name. Refuses (BAD_FILE) a file cut short, a name it lacks and element types other
 * than F16 and F32.
 */
export function openSafetensors(file: Uint8Array, source: string): (name: string) => NamedTensor {
  const refuse = (what: string, field?: string) =>
    new StewardError('BAD_FILE', `${source} ${what}.`, {
      place: { file: source, field },
      advice: 'Run npm ci to fetch it again.',
    });
  if (file.byteLength < 8) throw refuse('is too short to be a safetensors file');
  const headerLength = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (headerLength > file.byteLength - 8) throw refuse('ends inside its header');
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] } | undefined
  >;
  return (name) => {
    const entry = header[name];
    if (!entry) throw refuse(`has no tensor '${name}'`, name);
    const widen = elementArrays[entry.dtype];
    if (!widen) throw refuse(`holds '${name}' as ${entry.dtype}, which is not F16 or F32`, name);
    const [from, to] = entry.data_offsets;
    if (8 + headerLength + to > file.byteLength) throw refuse(`ends inside '${name}'`, name);
    return {
      shape: entry.shape,
      data: widen(new Uint8Array(file.subarray(8 + headerLength + from, 8 + headerLength + to)).buffer),
    };
  };
}
