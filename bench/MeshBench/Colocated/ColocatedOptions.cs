namespace SpecMesh.MeshBench.Colocated;

/// <summary>What the server of one process runs, and how.</summary>
/// <param name="Target">GGUF file of the target.</param>
/// <param name="Draft">GGUF file of the draft; null: plain decoding.</param>
/// <param name="Threads">Threads of llama.cpp, for target and draft alike: they take turns.</param>
/// <param name="Parallel">Requests decoded at once; the server on Node.js decodes one and lets the others wait.</param>
/// <param name="ContextPerSlot">Tokens of context each has.</param>
/// <param name="Port">Port to listen on, on loopback.</param>
/// <param name="LlamaServer">Path of a <c>llama-server</c>; null: node-llama-cpp from npm.</param>
/// <param name="DraftMax">Most tokens drafted in a row.</param>
/// <param name="DraftMinP">Drafting stops at a token which the draft gives less probability than this.</param>
internal sealed record ColocatedOptions(
    string Target, string? Draft, int Threads, int Parallel, int ContextPerSlot, int Port, string? LlamaServer, int DraftMax, float DraftMinP);
