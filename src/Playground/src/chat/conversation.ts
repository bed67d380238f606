import type { Failure } from '../api/errors';
import type { ChatRequest, Message, Source, Token, Usage } from '../api/types';
import type { Settings } from '../settings/settings';

export type Mode = 'speculative' | 'plain';

/** One answer to a question. Tokens are only ever added at the end. */
export interface Answer {
  mode: Mode;
  status: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';
  text: string;
  tokens: Token[];
  /** Until the first token, in milliseconds. */
  firstTokenMs?: number;
  /** Tokens per second: the page's own figure while the answer comes, the gateway's once it is there. */
  speed?: number;
  usage?: Usage;
  cut?: boolean;
  failure?: Failure;
  draft?: string | null;
  verifier?: string | null;
}

/** A question with its answers: one, or one with speculation and one without. */
export interface Turn {
  id: string;
  question: string;
  seed: number;
  answers: Answer[];
}

const largestRandomSeed = 2 ** 31;

export function newTurn(question: string, settings: Settings): Turn {
  const first: Mode = settings.draft.kind === 'none' ? 'plain' : 'speculative';
  const modes: Mode[] = settings.compare && first === 'speculative' ? [first, 'plain'] : [first];
  return {
    id: crypto.getRandomValues(new Uint32Array(2)).join('-'),
    question,
    seed: settings.seed ?? Math.floor(Math.random() * largestRandomSeed),
    answers: modes.map((mode) => ({ mode, status: 'waiting', text: '', tokens: [] })),
  };
}

/** What a turn asks the gateway, after the turns before it. Turns without an answer are left out. */
export function requestOf(before: Turn[], turn: Turn, mode: Mode, settings: Settings): ChatRequest {
  const messages: Message[] = settings.system.trim() ? [{ role: 'system', content: settings.system }] : [];
  for (const { question, answers } of before) {
    const answer = answers[0]?.text;
    if (answer) messages.push({ role: 'user', content: question }, { role: 'assistant', content: answer });
  }
  messages.push({ role: 'user', content: turn.question });
  return {
    model: settings.model ?? undefined,
    messages,
    temperature: settings.temperature,
    top_p: settings.topP,
    seed: turn.seed,
    max_tokens: settings.maxTokens,
    speculation: {
      enabled: mode === 'speculative',
      draft: mode === 'speculative' && settings.draft.kind === 'one' ? settings.draft.name : undefined,
    },
    specmesh: { tokens: true, top_logprobs: settings.alternatives },
  };
}

export const isRunning = (answer: Answer) => answer.status === 'waiting' || answer.status === 'streaming';

export const sources: Source[] = ['draft', 'guess', 'prediction', 'target'];

export function bySource(tokens: Token[]): Record<Source, number> {
  const counts = { draft: 0, guess: 0, prediction: 0, target: 0 };
  for (const token of tokens) counts[token.source]++;
  return counts;
}

/** Of the draft tokens that were verified, how many were right. Null before that is known, or if there were none. */
export function acceptance({ usage }: Answer): number | null {
  const draft = usage?.completion_tokens_details.speculation.draft;
  const verified = draft ? draft.accepted + draft.rejected : 0;
  return draft && verified > 0 ? draft.accepted / verified : null;
}
