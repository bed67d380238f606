import type { Source } from '../api/types';

/** How each source is named and explained. */
export const sourceNames: Record<Source, { name: string; meaning: string }> = {
  draft: { name: 'Draft', meaning: 'A draft node guessed it, and the target decided the same.' },
  guess: { name: 'Verifier’s guess', meaning: 'The verifier guessed it from earlier text (n-grams), and the target decided the same.' },
  prediction: { name: 'Prediction', meaning: 'The request’s own prediction had it, and the target decided the same.' },
  target: { name: 'Target', meaning: 'Nobody had it before: the target’s own token.' },
};
