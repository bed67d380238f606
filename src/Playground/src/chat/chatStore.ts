import { toFailure } from '../api/errors';
import { streamChat } from '../api/gateway';
import type { Chunk } from '../api/types';
import type { Settings } from '../settings/settings';
import { lasting, read, write } from '../ui/storage';
import { isRunning, newTurn, requestOf, type Answer, type Turn } from './conversation';

const storedAs = 'specmesh.conversation';

/** The conversation: asks, listens, and remembers. Tokens may come faster than a screen is drawn, so listeners are told once a frame. */
export class ChatStore {
  private turns: Turn[] = restore();
  private running?: AbortController;
  private frame = 0;
  private readonly listeners = new Set<() => void>();

  constructor() {
    window.addEventListener('pagehide', () => this.save());
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly snapshot = () => this.turns;

  async ask(question: string, settings: Settings, key: string) {
    if (this.running) return;
    const running = (this.running = new AbortController());
    const turn = newTurn(question, settings);
    const before = this.turns;
    this.turns = [...before, turn];
    // One after the other: side by side each would slow the other down.
    for (let index = 0; index < turn.answers.length; index++) {
      if (running.signal.aborted) this.change(turn.id, index, { status: 'stopped' });
      else await this.answer(before, turn, index, settings, key, running.signal);
    }
    this.running = undefined;
    this.tell();
    this.save();
  }

  stop() {
    this.running?.abort();
  }

  /** Takes the last question back and asks it again. */
  retry(settings: Settings, key: string) {
    const last = this.turns.at(-1);
    if (!last || this.running) return;
    this.turns = this.turns.slice(0, -1);
    void this.ask(last.question, settings, key);
  }

  clear() {
    this.stop();
    this.turns = [];
    this.tell();
    this.save();
  }

  private async answer(before: Turn[], turn: Turn, index: number, settings: Settings, key: string, signal: AbortSignal) {
    const answer = turn.answers[index]!;
    const clock = new Stopwatch();
    try {
      this.change(turn.id, index, { status: 'streaming' });
      const request = requestOf(before, turn, answer.mode, settings);
      for await (const chunk of streamChat(request, key, signal, (route) => this.change(turn.id, index, route)))
        this.change(turn.id, index, this.read(turn.id, index, chunk, clock));
      this.change(turn.id, index, { status: 'done' });
    } catch (error) {
      this.change(turn.id, index, signal.aborted ? { status: 'stopped' } : { status: 'failed', failure: toFailure(error) });
    }
  }

  private read(id: string, index: number, chunk: Chunk, clock: Stopwatch): Partial<Answer> {
    const answer = this.turns.find((turn) => turn.id === id)?.answers[index];
    if (!answer) return {};
    const part: Partial<Answer> = {};
    const choice = chunk.choices[0];
    if (choice?.delta.content) part.text = answer.text + choice.delta.content;
    if (choice?.finish_reason === 'length') part.cut = true;
    if (chunk.specmesh) {
      answer.tokens.push(...chunk.specmesh.tokens);
      clock.count(chunk.specmesh.tokens.length);
      part.firstTokenMs = clock.firstMs;
      part.speed = clock.speed;
    }
    if (chunk.usage) part.usage = chunk.usage;
    if (chunk.timings?.predicted_per_second) part.speed = chunk.timings.predicted_per_second;
    return part;
  }

  private change(id: string, index: number, part: Partial<Answer>) {
    this.turns = this.turns.map((turn) =>
      turn.id === id ? { ...turn, answers: turn.answers.map((answer, i) => (i === index ? { ...answer, ...part } : answer)) } : turn);
    this.frame ||= requestAnimationFrame(() => this.tell());
  }

  private tell() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.listeners.forEach((listener) => listener());
  }

  // A browser gives a page about 5 MB. A long conversation is kept without its alternatives, then without its tokens.
  private save() {
    void (write(lasting, storedAs, this.turns)
      || write(lasting, storedAs, strip(this.turns, (answer) => answer.tokens.map((token) => ({ ...token, top: undefined }))))
      || write(lasting, storedAs, strip(this.turns, () => [])));
  }
}

function strip(turns: Turn[], tokensOf: (answer: Answer) => Answer['tokens']): Turn[] {
  return turns.map((turn) => ({ ...turn, answers: turn.answers.map((answer) => ({ ...answer, tokens: tokensOf(answer) })) }));
}

/** An answer that was under way when the page was left has stopped there. */
function restore(): Turn[] {
  const turns = read<Turn[]>(lasting, storedAs) ?? [];
  return turns.map((turn) => ({
    ...turn,
    answers: turn.answers.map((answer) => (isRunning(answer) ? { ...answer, status: 'stopped' } : answer)),
  }));
}

class Stopwatch {
  private readonly start = performance.now();
  private first?: number;
  private later = 0;

  count(tokens: number) {
    if (this.first === undefined) this.first = performance.now();
    else this.later += tokens;
  }

  get firstMs() {
    return this.first === undefined ? undefined : this.first - this.start;
  }

  /** Tokens per second since the first ones came. */
  get speed() {
    const elapsed = this.first === undefined ? 0 : performance.now() - this.first;
    return this.later > 0 && elapsed > 0 ? (1000 * this.later) / elapsed : undefined;
  }
}
