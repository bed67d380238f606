import { Group, Text } from '@mantine/core';
import { count, percent, rate } from '../ui/format';
import { acceptance, bySource, isRunning, sources, type Answer } from './conversation';
import { sourceNames } from './sources';
import styles from './tokens.module.css';

/** How fast an answer comes, and how much of it was guessed before. */
export function ReadOut({ answer }: { answer: Answer }) {
  const counts = bySource(answer.tokens);
  const total = answer.tokens.length;
  const accepted = acceptance(answer);
  if (total === 0) return null;
  return (
    <div data-testid="read-out">
      <div className={styles.bar} aria-hidden>
        {sources.map((source) => counts[source] > 0 && <span key={source} className={styles[source]} style={{ flexGrow: counts[source] }} />)}
      </div>
      <Group gap="md" mt={6} aria-live="off">
        {answer.speed !== undefined && <Figure value={rate(answer.speed)} unit="tokens/s" strong />}
        {answer.mode === 'speculative' && <Figure value={percent((total - counts.target) / total)} unit="guessed ahead" strong />}
        {accepted !== null && <Figure value={percent(accepted)} unit="acceptance" strong />}
        <Figure value={count(total)} unit={total === 1 ? 'token' : 'tokens'} />
        {answer.firstTokenMs !== undefined && <Figure value={count(answer.firstTokenMs)} unit="ms to the first" />}
      </Group>
      <Text size="xs" c="dimmed" mt={2}>
        {sources.filter((source) => counts[source] > 0).map((source) => `${sourceNames[source].name} ${count(counts[source])}`).join(' · ')}
        {answer.verifier && !isRunning(answer) && ` · ${answer.draft ? `${answer.draft} → ` : ''}${answer.verifier}`}
      </Text>
    </div>
  );
}

function Figure({ value, unit, strong = false }: { value: string; unit: string; strong?: boolean }) {
  return (
    <Text span size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
      <Text span fw={strong ? 700 : 500} size={strong ? 'md' : 'sm'}>{value}</Text> <Text span size="xs" c="dimmed">{unit}</Text>
    </Text>
  );
}
