import type { Algorithm } from '../model.ts';
import { als } from './als.ts';
import { bprmf } from './bprmf.ts';
import { ials } from './ials.ts';
import { nmf } from './nmf.ts';
import { biasedSvd, mf, mfBaseline } from './sgd.ts';
import { svdpp } from './svdpp.ts';

/** The factorisations: all models that score by a product of learned factors, but for the truncated SVD. */
export const factorAlgorithms: Algorithm[] = [mf, mfBaseline, biasedSvd, svdpp, nmf, als, ials, bprmf];
