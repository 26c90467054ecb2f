/** What of an element's look is written into the file, where no style sheet follows it. */
const looks = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'visibility',
] as const;

const svgSpace = 'http://www.w3.org/2000/svg';

/** The drawing of a chart; null where it shows its table, or is made of something else. */
export function drawingIn(chart: HTMLElement | null): SVGSVGElement | null {
  // Icons stand in buttons.
  const drawings = [...(chart?.querySelectorAll('svg') ?? [])].filter((svg) => !svg.closest('button'));
  return drawings[0] ?? null;
}

/** A drawing as a file of its own: looks written out, in its colours and on the surface of the theme that is on. */
export function svgText(drawing: SVGSVGElement): string {
  const { width, height } = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawing.querySelectorAll('*'), copy.querySelectorAll('*')];
  for (const [at, element] of from.entries()) dress(element, to[at]);
  dress(drawing, copy);
  copy.setAttribute('xmlns', svgSpace);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const surface = document.createElementNS(svgSpace, 'rect');
  surface.setAttribute('width', '100%');
  surface.setAttribute('height', '100%');
  surface.setAttribute('fill', getComputedStyle(drawing).getPropertyValue('--mantine-color-body'));
  copy.prepend(surface);
  // Many points are drawn on a canvas that lies over the axes.
  const canvas = drawing.parentElement?.querySelector('canvas');
  if (canvas) {
    const points = document.createElementNS(svgSpace, 'image');
    points.setAttribute('href', canvas.toDataURL('image/png'));
    points.setAttribute('width', String(width));
    points.setAttribute('height', String(height));
    copy.append(points);
  }
  return new XMLSerializer().serializeToString(copy);
}

/** The same as a picture, two pixels to each. Rejects where the browser cannot draw it. */
export async function pngOf(drawing: SVGSVGElement): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(drawing))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png');
  });
}

function dress(from: Element, to: Element | undefined): void {
  const style = getComputedStyle(from);
  for (const look of looks) to?.setAttribute(look, style.getPropertyValue(look));
  to?.removeAttribute('class');
  to?.removeAttribute('style');
}
