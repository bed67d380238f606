// A chat endpoint over node-llama-cpp with its draft model predictor: target and draft in one process, one request at a time.
// Usage: node server.mjs '{"target": path, "draft": path or null, "threads": n, "context": n, "port": n, "draftMax": n, "draftMinP": p}'
import { createServer } from "node:http";
import { Template } from "@huggingface/jinja";
import { DraftSequenceTokenPredictor, getLlama } from "node-llama-cpp";

// The host holds the other end of the standard input: when it goes, however it goes, this process goes too.
process.stdin.on("end", () => process.exit(0)).resume();

const options = JSON.parse(process.argv[2]);
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: 0, logLevel: "warn" });
const target = await llama.loadModel({ modelPath: options.target });
const template = new Template(target.fileInfo.metadata.tokenizer.chat_template);
const sequence = await createSequence(target, await createPredictor());

let lastRequest = Promise.resolve();
createServer(route).listen(options.port, "127.0.0.1");

async function createPredictor() {
    if (options.draft === null)
        return undefined;
    const draft = await createSequence(await llama.loadModel({ modelPath: options.draft }));
    // Two independent samples agree less often than a sample and the likeliest token.
    return new DraftSequenceTokenPredictor(draft, {
        minTokens: options.draftMax, maxTokens: options.draftMax, minConfidence: options.draftMinP, evaluateOptions: { temperature: 0 },
    });
}

async function createSequence(model, tokenPredictor) {
    const context = await model.createContext({
        sequences: 1, contextSize: options.context, threads: options.threads, flashAttention: false,
    });
    return context.getSequence({ tokenPredictor });
}

async function route(request, response) {
    if (request.method === "GET" && request.url === "/health")
        return response.end("{}");
    if (request.method !== "POST" || request.url !== "/v1/chat/completions")
        return refuse(response, 404, `There is no ${request.method} ${request.url} here.`);
    try {
        const body = await readJson(request);
        // The sequence serves one request after the other.
        const turn = lastRequest.then(() => answer(body, response));
        lastRequest = turn.catch(() => undefined);
        await turn;
    } catch (error) {
        console.error(error);
        refuse(response, 400, String(error));
    }
}

function refuse(response, status, message) {
    const error = { error: { message } };
    if (response.headersSent)
        return response.end(`data: ${JSON.stringify(error)}\n\n`);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(error));
}

async function readJson(request) {
    const parts = [];
    for await (const part of request)
        parts.push(part);
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
}

async function answer(body, response) {
    const before = sequence.tokenPredictions;
    const prompt = target.tokenize(template.render({ messages: body.messages, add_generation_prompt: true }), true);
    if (target.tokens.shouldPrependBosToken && prompt[0] !== target.tokens.bos)
        prompt.unshift(target.tokens.bos);
    const maxTokens = Math.min(body.max_tokens ?? Infinity, options.context - prompt.length);
    if (maxTokens < 1)
        throw new Error(`The prompt has ${prompt.length} tokens, the context ${options.context}.`);

    // The last token is decoded in any case: its logits are needed.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const cached = sequence.nextTokenIndex;
    const decoding = sequence.evaluate(prompt.slice(cached), {
        temperature: body.temperature ?? 1, seed: body.seed, topK: 0, topP: 1, minP: 0,
    });

    const reply = body.stream ? new StreamedReply(response) : new WholeReply(response);
    const tokens = [];
    let shown = 0;
    let finish = "stop";
    for await (const token of decoding) {
        tokens.push(token);
        // A character may be spread over several tokens.
        const text = target.detokenize(tokens.slice(shown), false, tokens.slice(0, shown));
        if (!text.endsWith("\uFFFD")) {
            reply.add(text);
            shown = tokens.length;
        }
        if (tokens.length >= maxTokens) {
            finish = "length";
            break;
        }
        if (response.destroyed)
            break;
    }

    const after = sequence.tokenPredictions;
    reply.end(finish, body.stream_options?.include_usage, {
        prompt_tokens: prompt.length,
        completion_tokens: tokens.length,
        total_tokens: prompt.length + tokens.length,
        prompt_tokens_details: { cached_tokens: cached },
        completion_tokens_details: {
            accepted_prediction_tokens: after.validated - before.validated,
            rejected_prediction_tokens: after.refuted - before.refuted,
        },
    });
}

class StreamedReply {
    #response;

    constructor(response) {
        this.#response = response;
        response.socket.setNoDelay(true);
        response.writeHead(200, { "content-type": "text/event-stream" });
        this.#send({ choices: [{ index: 0, delta: { role: "assistant" }, finish_reason: null }] });
    }

    add(content) {
        this.#send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    }

    end(finish_reason, includeUsage, usage) {
        this.#send({ choices: [{ index: 0, delta: {}, finish_reason }] });
        if (includeUsage)
            this.#send({ choices: [], usage });
        this.#response.end("data: [DONE]\n\n");
    }

    #send(chunk) {
        this.#response.write(`data: ${JSON.stringify({ object: "chat.completion.chunk", ...chunk })}\n\n`);
    }
}

class WholeReply {
    #response;
    #content = "";

    constructor(response) {
        this.#response = response;
    }

    add(content) {
        this.#content += content;
    }

    end(finish_reason, _, usage) {
        const message = { role: "assistant", content: this.#content };
        this.#response.writeHead(200, { "content-type": "application/json" });
        this.#response.end(JSON.stringify({ object: "chat.completion", choices: [{ index: 0, message, finish_reason }], usage }));
    }
}
