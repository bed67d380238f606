import { brokenOff, failureOf } from './errors';
import type { Mesh } from './mesh';
import { events } from './sse';
import type { ChatRequest, Chunk } from './types';

const authorization = (key: string): Record<string, string> => (key ? { Authorization: `Bearer ${key}` } : {});

/** The names of the nodes that answer a request. */
export interface Route {
  draft: string | null;
  verifier: string | null;
}

/** Asks for a chat's next message. Chunks come as tokens are decided. */
export async function* streamChat(
  request: ChatRequest, key: string, signal: AbortSignal, onRoute: (route: Route) => void,
): AsyncGenerator<Chunk> {
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...authorization(key) },
    body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
    signal,
  });
  if (!response.ok) throw await failureOf(response);
  const draft = response.headers.get('X-SpecMesh-Draft');
  onRoute({ draft: draft === 'none' ? null : draft, verifier: response.headers.get('X-SpecMesh-Verifier') });
  for await (const event of events(response)) {
    if (event.name === 'error') throw brokenOff(event.data);
    if (event.data === '[DONE]') return;
    yield JSON.parse(event.data) as Chunk;
  }
  throw brokenOff('{"error":{"message":"The stream ended before the answer did."}}');
}

/** The models that can be asked for. */
export async function fetchModels(key: string, signal: AbortSignal): Promise<string[]> {
  const response = await fetch('/v1/models', { headers: authorization(key), signal });
  if (!response.ok) throw await failureOf(response);
  const list = (await response.json()) as { data: { id: string }[] };
  return list.data.map((model) => model.id);
}

/** Follows the mesh until aborted or the gateway goes away. */
export async function* followMesh(key: string, signal: AbortSignal): AsyncGenerator<Mesh> {
  const response = await fetch('/mesh/events', { headers: { Accept: 'text/event-stream', ...authorization(key) }, signal });
  if (!response.ok) throw await failureOf(response);
  for await (const event of events(response)) yield JSON.parse(event.data) as Mesh;
}
