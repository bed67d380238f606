import { Text } from '@mantine/core';
import { CheckIcon, WarningIcon } from '../ui/icons';
import { count, oneDecimal, rate } from '../ui/format';
import type { Answer } from './conversation';
import styles from './chat.module.css';

/** Whether both answers are the same, token for token, and how much sooner one came. */
export function Comparison({ speculative, plain }: { speculative: Answer; plain: Answer }) {
  if (speculative.status !== 'done' || plain.status !== 'done') return null;
  const longest = Math.max(speculative.tokens.length, plain.tokens.length);
  const difference = Array.from({ length: longest }, (_, i) => i).find((i) => speculative.tokens[i]?.id !== plain.tokens[i]?.id);
  const same = difference === undefined && speculative.text === plain.text;
  return (
    <div className={styles.verdict} data-same={same} role="status">
      <span className={styles.verdictIcon}>{same ? <CheckIcon /> : <WarningIcon />}</span>
      <Text size="sm" fw={600}>
        {same ? `Same text: all ${count(longest)} tokens are equal.` : `The texts differ from token ${count((difference ?? longest) + 1)} on.`}
      </Text>
      {speculative.speed !== undefined && plain.speed !== undefined && (
        <Text size="sm">
          {rate(speculative.speed)} against {rate(plain.speed)} tokens/s: speculation was {oneDecimal(speculative.speed / plain.speed)} times as fast.
        </Text>
      )}
    </div>
  );
}
