import { ActionIcon, Textarea } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { SendIcon, StopIcon } from '../ui/icons';
import styles from './chat.module.css';

export interface ComposerProps {
  running: boolean;
  ask: (question: string) => void;
  stop: () => void;
}

export function Composer({ running, ask, stop }: ComposerProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    if (running || !text.trim()) return;
    ask(text.trim());
    setText('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter is its own.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form className={styles.composer} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Textarea
        ref={field}
        aria-label="Message"
        placeholder="Ask something"
        autosize
        minRows={1}
        maxRows={8}
        size="md"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        className={styles.field}
      />
      {running
        ? <ActionIcon key="stop" size={42} color="red.9" onClick={stop} aria-label="Stop"><StopIcon /></ActionIcon>
        : <ActionIcon key="send" size={42} type="submit" aria-disabled={!text.trim()} aria-label="Send"><SendIcon /></ActionIcon>}
    </form>
  );
}
