import { type Block, type Figure, figureText, type Mark, type ReportDocument, type Table } from './document.ts';
import { style } from './html-style.ts';

/** A report as one self-contained page: no scripts, nothing that is fetched. The same document gives the same text. */
export function htmlOf({ title, subtitle, foot, blocks }: ReportDocument): string {
  const parts = blocks.map(blockOf);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${title}: ${subtitle}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="subtitle">${escaped(subtitle)}</p>
${contents(blocks)}
${parts.join('\n')}
</main>
<footer>${escaped(foot)}</footer>
</body>
</html>
`;
}

/** Text that markup cannot come out of: names of groups are what data says. */
export function escaped(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  // Characters that steer terminals or the direction of what follows have no place in a name.
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ').replace(/[&<>"']/g, (mark) => marks[mark]!);
}

function contents(blocks: readonly Block[]): string {
  const links = blocks.flatMap((block, n) =>
    block.kind === 'heading' && block.level === 2 ? [`<li><a href="#s${n}">${escaped(block.text)}</a></li>`] : [],
  );
  return `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`;
}

function blockOf(block: Block, n: number): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level} id="s${n}">${escaped(block.text)}</h${block.level}>`;
    case 'text':
      return `<p>${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<dl>${block.rows.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`;
    case 'table':
      return tableOf(block);
    case 'figure':
      return figureOf(block);
  }
}

function tableOf({ caption, columns, rows }: Table): string {
  const kind = columns.map(({ isNumber }) => (isNumber ? ' class="n"' : ''));
  const head = columns.map(({ name }, c) => `<th scope="col"${kind[c]}>${escaped(name)}</th>`).join('');
  const body = rows.map((row) => {
    const [first = '', ...rest] = row;
    const cells = rest.map((cell, c) => `<td${kind[c + 1]}>${escaped(cell)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`;
  });
  // What scrolls sideways must be reachable from the keyboard.
  return `<div class="table" tabindex="0" role="region" aria-label="${escaped(caption)}"><table>
<caption>${escaped(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
}

function figureOf({ title, description, note = description, width, height, marks }: Figure): string {
  return `<figure>
<figcaption>${escaped(title)}</figcaption>
<svg role="img" aria-label="${escaped(`${title}. ${description}`)}" viewBox="0 0 ${width} ${fixed(height)}" font-size="${figureText}">
${marks.map(markOf).join('\n')}
</svg>
<p class="about">${escaped(note)}</p>
</figure>`;
}

function markOf(mark: Mark): string {
  const { tone } = mark;
  switch (mark.mark) {
    case 'line': {
      const [[x1, y1], [x2, y2]] = [mark.from, mark.to];
      const ends = `x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"`;
      return `<line class="s-${tone}"${mark.isDashed ? ' stroke-dasharray="4 4"' : ''} ${ends}/>`;
    }
    case 'path':
      return `<polyline class="s-${tone}" points="${mark.points.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(' ')}"/>`;
    case 'dot':
      return `<circle class="f-${tone}" cx="${fixed(mark.at[0])}" cy="${fixed(mark.at[1])}" r="${fixed(mark.r)}"/>`;
    case 'box': {
      const at = `x="${fixed(mark.at[0])}" y="${fixed(mark.at[1])}"`;
      const size = `width="${fixed(mark.width)}" height="${fixed(mark.height)}"`;
      return `<rect class="f-${tone}" fill-opacity="${mark.shade.toFixed(3)}" ${at} ${size}/>`;
    }
    case 'text': {
      const at = `x="${fixed(mark.at[0])}" y="${fixed(mark.at[1])}"`;
      return `<text class="f-${tone}" text-anchor="${mark.anchor}" ${at}>${escaped(mark.text)}</text>`;
    }
  }
}

/** Two decimals: what a screen can show, and the same on every machine. */
function fixed(length: number): string {
  return String(Number(length.toFixed(2)));
}
