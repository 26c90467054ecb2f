import { type Figure, figureText, type Mark, type Point } from './document.ts';
import { margin, type PdfPage } from './pdf-page.ts';
import { lightTones } from './tones.ts';

/** What title and words take beside a figure, in points. */
const around = 50;

function scaleOn(page: PdfPage, { width, height }: Pick<Figure, 'width' | 'height'>): number {
  return Math.min(page.width / width, (page.bottom - margin - 60) / height);
}

/** What a figure takes on a page with its title and the first of its words, in points. */
export function figureHeight(page: PdfPage, figure: Figure): number {
  return figure.height * scaleOn(page, figure) + around;
}

/** A figure under its title, over what it shows in words; all three on one page. */
export function drawFigure(
  page: PdfPage,
  { title, description, note = description, width, height, marks }: Figure,
): void {
  const { pdf, text } = page;
  const scale = scaleOn(page, { width, height });
  page.need(height * scale + around);
  page.paragraph('P', title, { font: 'bold' });
  const top = page.y;
  const at = ([x, y]: Point) => [margin + x * scale, top + y * scale] as const;
  const [left, right] = [margin, margin + width * scale];
  const figure = pdf.struct('Figure', {
    alt: text.known(`${title}. ${description}`),
    bbox: [left, top, right, top + height * scale],
  });
  pdf.addStructure(figure);
  figure.add(() => {
    for (const mark of marks) drawMark(page, mark, at, scale);
  });
  figure.end();
  page.y = top + height * scale + 4;
  page.paragraph('P', note, { size: 7.5, tone: lightTones.quiet });
  page.y += 4;
}

function drawMark(page: PdfPage, mark: Mark, at: (point: Point) => readonly [number, number], scale: number): void {
  const { pdf, text } = page;
  const colour = lightTones[mark.tone];
  switch (mark.mark) {
    case 'text': {
      const size = figureText * scale;
      const line =
        mark.room === undefined ? text.known(mark.text) : text.cut(mark.text, 'regular', size, mark.room * scale);
      const taken = text.width(line, 'regular', size);
      const [x, y] = at(mark.at);
      const before = mark.anchor === 'start' ? 0 : mark.anchor === 'end' ? taken : taken / 2;
      page.line(line, x - before, y - size * 0.94, 'regular', size, colour);
      break;
    }
    case 'box':
      pdf.fillColor(colour, Number(mark.shade.toFixed(2)));
      pdf.rect(...at(mark.at), mark.width * scale, mark.height * scale).fill();
      break;
    case 'dot':
      pdf.fillColor(colour, 1);
      pdf.circle(...at(mark.at), mark.r * scale).fill();
      break;
    case 'line':
    case 'path': {
      const [first, ...rest] = mark.mark === 'line' ? [mark.from, mark.to] : mark.points;
      if (!first) return;
      pdf.lineWidth(1).strokeColor(colour);
      if (mark.mark === 'line' && mark.isDashed) pdf.dash(3, { space: 3 });
      pdf.moveTo(...at(first));
      for (const point of rest) pdf.lineTo(...at(point));
      pdf.stroke();
      pdf.undash();
    }
  }
}
