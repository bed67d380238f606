/** What went wrong, in words for the user. */
export interface Failure {
  title: string;
  detail: string;
  requestId?: string;
}

export class ApiFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.title);
  }
}

const titles: Record<number, string> = {
  401: 'The gateway wants an API key',
  403: 'This API key may not do that',
  404: 'There is no such model',
  413: 'The conversation is too large',
  429: 'The mesh is busy',
  503: 'The mesh cannot answer now',
};

interface ErrorBody {
  error?: { message?: string };
}

/** Reads an answer that is no success. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const wait = response.headers.get('Retry-After');
  const detail = [
    body.error?.message ?? `The gateway answered with status ${response.status}.`,
    response.status === 401 ? 'Enter it in the settings.' : '',
    wait ? `Try again in ${wait} s.` : '',
  ];
  return new ApiFailure({
    title: titles[response.status] ?? (response.status < 500 ? 'The gateway refused the request' : 'The gateway failed'),
    detail: detail.filter(Boolean).join(' '),
    requestId: response.headers.get('x-request-id') ?? undefined,
  });
}

/** An error event within a stream: the answer broke off. */
export function brokenOff(data: string): ApiFailure {
  const body = JSON.parse(data) as ErrorBody;
  return new ApiFailure({ title: 'The answer broke off', detail: body.error?.message ?? data });
}

export function toFailure(error: unknown): Failure {
  if (error instanceof ApiFailure) return error.failure;
  return error instanceof TypeError
    ? { title: 'The gateway cannot be reached', detail: 'Is it still running? Nothing came back from it.' }
    : { title: 'Something went wrong', detail: String(error) };
}
