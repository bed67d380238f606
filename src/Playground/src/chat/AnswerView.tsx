import { ActionIcon, Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import { CheckIcon, CopyIcon, RetryIcon, WarningIcon } from '../ui/icons';
import { isRunning, type Answer, type Mode } from './conversation';
import { ReadOut } from './ReadOut';
import { Tokens } from './Tokens';
import styles from './chat.module.css';

const headings: Record<Mode, string> = { speculative: 'With speculation', plain: 'Plain decoding' };

export interface AnswerViewProps {
  answer: Answer;
  colours: boolean;
  compared: boolean;
  retry?: () => void;
}

export function AnswerView({ answer, colours, compared, retry }: AnswerViewProps) {
  const running = isRunning(answer);
  return (
    <section className={styles.answer} aria-label={`Answer: ${headings[answer.mode].toLowerCase()}`} aria-busy={running} data-mode={answer.mode}>
      <Group justify="space-between" wrap="nowrap" mih={28}>
        <Text size="xs" fw={700} c="dimmed">{compared || answer.mode === 'plain' ? headings[answer.mode] : 'SpecMesh'}</Text>
        {!running && answer.text && (
          <Group gap={2} wrap="nowrap">
            <CopyButton value={answer.text}>
              {({ copied, copy }) => (
                <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={copied ? 'Copied' : 'Copy the answer'}>
                  {copied ? <CheckIcon /> : <CopyIcon />}
                </ActionIcon>
              )}
            </CopyButton>
            {retry && <ActionIcon variant="subtle" color="gray" onClick={retry} aria-label="Ask again"><RetryIcon /></ActionIcon>}
          </Group>
        )}
      </Group>
      {answer.tokens.length > 0
        ? <Tokens tokens={answer.tokens} colours={colours} growing={running} label={`Answer, ${headings[answer.mode].toLowerCase()}`} />
        : <Text style={{ whiteSpace: 'pre-wrap' }} c={answer.text ? undefined : 'dimmed'}>{answer.text || (running ? waitingFor(answer) : '')}</Text>}
      {answer.cut && <Text size="xs" c="dimmed">Cut off at the most tokens that the settings allow.</Text>}
      {answer.status === 'stopped' && <Text size="xs" c="dimmed">Stopped.</Text>}
      {answer.failure && (
        <Alert color="red" icon={<WarningIcon />} title={answer.failure.title} role="alert" my="xs">
          <Text size="sm">{answer.failure.detail}</Text>
          {answer.failure.requestId && <Text size="xs" c="dimmed" mt={4}>Request {answer.failure.requestId}</Text>}
          {retry && <Button size="xs" variant="default" mt="sm" leftSection={<RetryIcon />} onClick={retry}>Try again</Button>}
        </Alert>
      )}
      <ReadOut answer={answer} />
    </section>
  );
}

const waitingFor = (answer: Answer) => (answer.status === 'waiting' ? 'Waits for the other answer, so that neither slows the other down …' : '…');
