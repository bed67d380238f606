import { Text, Title, UnstyledButton } from '@mantine/core';
import styles from './chat.module.css';

// The bundled pair knows these; any other model does, too.
const suggestions = [
  'Tell me a short story about a fox.',
  'What is 17 + 25?',
  'What do you think about Latin?',
  'Write a C# method that adds two numbers.',
];

export function Welcome({ ask }: { ask: (question: string) => void }) {
  return (
    <div className={styles.welcome}>
      <Title order={2}>Ask the mesh</Title>
      <Text c="dimmed" mt={6}>
        Small models guess ahead, the big one decides every token. Colours show who had each token first; point at one for its probability.
      </Text>
      <div className={styles.suggestions}>
        {suggestions.map((suggestion) => (
          <UnstyledButton key={suggestion} className={styles.suggestion} onClick={() => ask(suggestion)}>{suggestion}</UnstyledButton>
        ))}
      </div>
    </div>
  );
}
