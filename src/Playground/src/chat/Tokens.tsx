import { memo, useId, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import type { Token } from '../api/types';
import { probability } from '../ui/format';
import { sourceNames } from './sources';
import { TokenCard, visible } from './TokenCard';
import styles from './tokens.module.css';

// Only the last block of a growing answer is drawn again.
const blockLength = 48;

interface Focus {
  index: number;
  anchor: DOMRect;
  byKey: boolean;
}

export interface TokensProps {
  tokens: Token[];
  colours: boolean;
  growing: boolean;
  label: string;
}

/** An answer token by token. Pointing at one, or going along them with the arrow keys, shows where it came from. */
export function Tokens({ tokens, colours, growing, label }: TokensProps) {
  const id = useId();
  const [focus, setFocus] = useState<Focus | null>(null);

  const show = (index: number, element: Element, byKey: boolean) => {
    // A token that runs over a line end has several boxes: the first is where it begins.
    const anchor = element.getClientRects()[0] ?? element.getBoundingClientRect();
    setFocus({ index, anchor, byKey });
  };
  const point = (event: SyntheticEvent) => {
    const element = (event.target as Element).closest('[data-token]');
    if (element) show(Number(element.getAttribute('data-token')), element, false);
    else setFocus(null);
  };
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') {
      setFocus(null);
      return;
    }
    const last = tokens.length - 1;
    const from = focus?.index ?? -1;
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(last, to));
    const element = event.currentTarget.querySelector(`[data-token="${index}"]`);
    if (!element) return;
    element.scrollIntoView({ block: 'nearest' });
    show(index, element, true);
  };

  const focused = focus && tokens[focus.index];
  const blocks = Array.from({ length: Math.ceil(tokens.length / blockLength) }, (_, block) => block);
  return (
    <>
      <div
        className={`${styles.answer} ${colours ? styles.colours : ''} ${growing ? styles.caret : ''}`}
        role="group"
        tabIndex={0}
        aria-label={`${label}. Arrow keys go from token to token.`}
        aria-activedescendant={focus ? `${id}${focus.index}` : undefined}
        onPointerOver={point}
        onPointerLeave={() => setFocus(null)}
        onClick={point}
        onKeyDown={move}
        onBlur={() => setFocus(null)}
      >
        {blocks.map((block) => (
          <TokenBlock
            key={block}
            id={id}
            tokens={tokens}
            from={block * blockLength}
            to={Math.min(tokens.length, (block + 1) * blockLength)}
            active={focus && Math.floor(focus.index / blockLength) === block ? focus.index : -1}
          />
        ))}
      </div>
      {focus && focused && <TokenCard token={focused} anchor={focus.anchor} />}
      <span className="unseen" aria-live="polite">{focus?.byKey && focused ? spoken(focused) : ''}</span>
    </>
  );
}

interface BlockProps {
  id: string;
  tokens: Token[];
  from: number;
  to: number;
  active: number;
}

// Tokens are only ever added, so a block is as it was while its bounds are.
const TokenBlock = memo(function TokenBlock({ id, tokens, from, to, active }: BlockProps) {
  return tokens.slice(from, to).map((token, offset) => {
    const index = from + offset;
    const ends = token.text === '' && index === tokens.length - 1;
    return (
      <span
        key={index}
        id={`${id}${index}`}
        data-token={index}
        data-source={token.source}
        className={`${styles.token} ${styles[token.source]} ${index === active ? styles.active : ''} ${ends ? styles.end : ''}`}
      >
        {ends ? 'end' : token.text}
      </span>
    );
  });
}, (a, b) => a.tokens === b.tokens && a.from === b.from && a.to === b.to && a.active === b.active);

const spoken = (token: Token) => `${visible(token.text)}, ${sourceNames[token.source].name}, probability ${probability(token.logprob)}`;
