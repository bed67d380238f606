import { Text } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Token } from '../api/types';
import { probability } from '../ui/format';
import { sourceNames } from './sources';
import styles from './tokens.module.css';

const gap = 8;

/** Spaces, line breaks and tokens without text made visible. */
export const visible = (text: string) => (text === '' ? '(no text)' : text.replaceAll(' ', '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥'));

/** What is known about the token at a place on the screen: its probability, and what else might have come. */
export function TokenCard({ token, anchor }: { token: Token; anchor: DOMRect }) {
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: -9999, top: 0 });
  useLayoutEffect(() => {
    const { width, height } = card.current!.getBoundingClientRect();
    const below = anchor.bottom + gap;
    setPlace({
      left: Math.max(gap, Math.min(anchor.left, window.innerWidth - width - gap)),
      top: below + height <= window.innerHeight - gap ? below : Math.max(gap, anchor.top - gap - height),
    });
  }, [anchor, token]);

  const { name, meaning } = sourceNames[token.source];
  return createPortal(
    <div ref={card} className={styles.card} style={place} role="tooltip">
      <div className={styles.cardHead}>
        <strong className={styles.literal}>{visible(token.text)}</strong>
        <span><span className={`${styles.swatch} ${styles[token.source]}`}>{name}</span></span>
      </div>
      <Text size="xs" c="dimmed" mt={4}>{meaning}</Text>
      <Text size="xs" mt={6}>Probability {probability(token.logprob)}</Text>
      {token.top && token.top.length > 0 && (
        <table className={styles.table} aria-label="The target’s likeliest tokens here">
          <tbody>
            {token.top.map((other) => (
              <tr key={other.id} className={other.id === token.id ? styles.chosen : undefined}>
                <td className={styles.literal}>{visible(other.text)}</td>
                <td><div className={styles.chance} style={{ width: `${Math.exp(other.logprob) * 100}%` }} /></td>
                <td>{probability(other.logprob)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>,
    document.getElementById('main')!,
  );
}
