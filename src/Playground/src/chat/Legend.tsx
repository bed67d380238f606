import { Group, Text } from '@mantine/core';
import { sources } from './conversation';
import { sourceNames } from './sources';
import styles from './tokens.module.css';

/** What colours and lines under tokens mean. */
export function Legend() {
  return (
    <Group component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Where a token came from">
      {sources.map((source) => (
        <Group component="li" key={source} gap={5} wrap="nowrap" title={sourceNames[source].meaning}>
          <span className={`${styles.swatch} ${styles[source]}`} aria-hidden>ab</span>
          <Text size="xs" span>{sourceNames[source].name}</Text>
        </Group>
      ))}
    </Group>
  );
}
