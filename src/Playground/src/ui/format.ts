const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

export const count = (value: number) => whole.format(value);
export const oneDecimal = (value: number) => tenths.format(value);
export const percent = (share: number) => `${whole.format(share * 100)} %`;

/** "1 session", "2 sessions". */
export const counted = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Probabilities near 0 and 1 are told apart. */
export function probability(logprob: number): string {
  const share = Math.exp(logprob) * 100;
  if (share > 0 && share < 0.1) return '< 0.1 %';
  return share > 99.9 && share < 100 ? '> 99.9 %' : `${tenths.format(share)} %`;
}

/** A rate with as many digits as mean something. */
export const rate = (value: number) => (value < 10 ? tenths : whole).format(value);
