import { Button, Group, Switch } from '@mantine/core';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Settings } from '../settings/settings';
import { NewIcon } from '../ui/icons';
import { AnswerView } from './AnswerView';
import { Comparison } from './Comparison';
import { Composer } from './Composer';
import { isRunning, type Turn } from './conversation';
import { Legend } from './Legend';
import { Welcome } from './Welcome';
import type { ChatStore } from './chatStore';
import styles from './chat.module.css';

// Within so many pixels of its end a conversation follows what is added.
const nearEnd = 120;

export interface ChatViewProps {
  chat: ChatStore;
  settings: Settings;
  change: (part: Partial<Settings>) => void;
  apiKey: string;
}

export function ChatView({ chat, settings, change, apiKey }: ChatViewProps) {
  const turns = useSyncExternalStore(chat.subscribe, chat.snapshot);
  const running = turns.at(-1)?.answers.some(isRunning) ?? false;
  const scrolled = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current) scrolled.current?.scrollTo({ top: scrolled.current.scrollHeight });
  }, [turns]);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = scrolled.current!;
    follows.current = scrollHeight - scrollTop - clientHeight < nearEnd;
  };
  const ask = (question: string) => {
    follows.current = true;
    void chat.ask(question, settings, apiKey);
  };

  return (
    <div className={styles.chat}>
      <h1 className="unseen">Chat</h1>
      <div className={styles.scroll} ref={scrolled} onScroll={onScroll} tabIndex={-1}>
        <div className={styles.column} data-wide={settings.compare}>
          {turns.length === 0 && <Welcome ask={ask} />}
          {turns.map((turn, index) => (
            <TurnView
              key={turn.id}
              turn={turn}
              colours={settings.colours}
              retry={index === turns.length - 1 && !running ? () => chat.retry(settings, apiKey) : undefined}
            />
          ))}
        </div>
      </div>
      <div className={styles.foot}>
        <div className={styles.column} data-wide={settings.compare}>
          <Group justify="space-between" gap="xs" mb={8}>
            <Legend />
            <Group gap="sm">
              <Switch
                size="sm"
                label="Compare"
                checked={settings.compare && settings.draft.kind !== 'none'}
                disabled={settings.draft.kind === 'none'}
                onChange={(event) => change({ compare: event.currentTarget.checked })}
              />
              <Button size="compact-sm" variant="default" leftSection={<NewIcon />} disabled={turns.length === 0} onClick={() => chat.clear()}>New chat</Button>
            </Group>
          </Group>
          <Composer running={running} ask={ask} stop={() => chat.stop()} />
        </div>
      </div>
    </div>
  );
}

function TurnView({ turn, colours, retry }: { turn: Turn; colours: boolean; retry?: () => void }) {
  const [first, second] = turn.answers;
  return (
    <article className={styles.turn} aria-label={turn.question}>
      <div className={styles.question}>{turn.question}</div>
      <div className={styles.answers} data-compared={second !== undefined}>
        {turn.answers.map((answer) => (
          <AnswerView key={answer.mode} answer={answer} colours={colours} compared={second !== undefined} retry={retry} />
        ))}
      </div>
      {first && second && <Comparison speculative={first} plain={second} />}
    </article>
  );
}
