/** What is used of pdfkit 0.20, which brings no types. */
declare module 'pdfkit' {
  import type { Readable } from 'node:stream';

  type Structure = 'H1' | 'H2' | 'H3' | 'H4' | 'P' | 'L' | 'LI' | 'Table' | 'TR' | 'TH' | 'TD' | 'Caption' | 'Figure';

  interface StructureElement {
    add(child: StructureElement | (() => void)): StructureElement;
    end(): void;
  }

  interface OutlineItem {
    addItem(title: string): OutlineItem;
  }

  export default class PDFDocument extends Readable {
    constructor(options: {
      size: 'A4';
      margin: number;
      pdfVersion: '1.7';
      tagged: boolean;
      lang: string;
      displayTitle: boolean;
      bufferPages: boolean;
      info: { Title: string; Creator: string; Subject: string; CreationDate: Date };
    });
    readonly page: { width: number; height: number };
    readonly outline: OutlineItem;
    /** The font in use; of fontkit, which knows what it can draw. */
    readonly _font: { font: { hasGlyphForCodePoint(code: number): boolean } };
    /** Turns the page; what is being drawn goes on under the same tag. */
    continueOnNewPage(): this;
    registerFont(name: string, file: string): this;
    bufferedPageRange(): { start: number; count: number };
    switchToPage(page: number): this;
    struct(
      type: Structure,
      options?: { alt?: string; scope?: 'Row' | 'Column'; bbox?: readonly [number, number, number, number] },
    ): StructureElement;
    addStructure(element: StructureElement): this;
    markContent(tag: 'Artifact', options?: { type: 'Pagination' | 'Layout' }): this;
    endMarkedContent(): this;
    font(name: string): this;
    fontSize(size: number): this;
    widthOfString(text: string): number;
    text(text: string, x: number, y: number, options: { lineBreak: false; textWidth: number }): this;
    fillColor(colour: string, opacity?: number): this;
    strokeColor(colour: string): this;
    lineWidth(width: number): this;
    dash(length: number, options: { space: number }): this;
    undash(): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    circle(x: number, y: number, r: number): this;
    stroke(): this;
    fill(): this;
    end(): void;
  }
}
