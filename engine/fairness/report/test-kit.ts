import { inflateSync } from 'node:zlib';

/** What the pages of a PDF by pdfkit show, a line for each piece of text, by the letters that its fonts say they stand for. */
export function textOfPdf(bytes: Uint8Array): string {
  const objects = new Map<string, { head: string; content: Buffer }>();
  const plain = Buffer.from(bytes).toString('latin1');
  for (const { 0: all, 1: number, index } of plain.matchAll(/^(\d+) 0 obj\n/gm)) {
    const end = plain.indexOf('\nendobj', index);
    const begin = plain.indexOf('stream\n', index);
    const head = plain.slice(index + all.length, begin > 0 && begin < end ? begin : end);
    const stream = begin > 0 && begin < end ? bytes.subarray(begin + 7, plain.indexOf('\nendstream', begin)) : [];
    const content = head.includes('/FlateDecode') ? inflateSync(Buffer.from(stream)) : Buffer.from(stream);
    objects.set(number!, { head, content });
  }
  const fonts = new Map<string, string[]>();
  for (const { head } of objects.values()) {
    for (const [, name, number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number!)?.head ?? '')?.[1];
      if (map) fonts.set(name!, lettersOf(objects.get(map)!.content.toString('latin1')));
    }
  }
  const lines: string[] = [];
  for (const { content } of objects.values()) {
    for (const [, name, array] of content.toString('latin1').matchAll(/\/(F\d+) \S+ Tf\n(?:.*\n)*?\[(.*?)\] TJ/g)) {
      const codes = [...array!.matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => hex).join('');
      lines.push([...codes.matchAll(/.{4}/g)].map(([code]) => fonts.get(name!)![Number.parseInt(code, 16)]).join(''));
    }
  }
  return lines.join('\n');
}

/** Letters by glyph, of a map to Unicode. */
function lettersOf(map: string): string[] {
  return [...map.matchAll(/<[0-9a-f]+> <[0-9a-f]+> \[(.*?)\]/g)].flatMap(([, entries]) =>
    [...entries!.matchAll(/<([0-9a-f ]*)>/g)].map(([, units]) =>
      String.fromCharCode(...units!.split(' ').map((unit) => Number.parseInt(unit, 16))),
    ),
  );
}
