/** The way back from an opened cell, where the focus goes when it opens. */
export const backId = 'audit-back';

/** The cell of the matrix that the keyboard is at, for what leads back to it. */
export const currentCellId = 'audit-cell';
