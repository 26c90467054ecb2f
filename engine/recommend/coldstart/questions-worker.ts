import { serve } from '../../numeric/parallel.ts';
import { growQuestions, type QuestionSource } from './question-growth.ts';
import { packQuestions } from './question-model.ts';

serve<QuestionSource, SharedArrayBuffer>(async (source, onProgress) =>
  packQuestions(await growQuestions(source, onProgress)),
);
