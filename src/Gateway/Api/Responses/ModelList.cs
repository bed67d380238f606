namespace SpecMesh.Gateway.Api.Responses;

internal sealed record ModelList(string Object, ModelCard[] Data);

/// <param name="Id">The name that requests ask for.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">When this gateway started, in Unix seconds.</param>
/// <param name="OwnedBy">Always <c>specmesh</c>.</param>
/// <param name="MaxModelLen">Positions of a generation, prompt included; vLLM's name for it.</param>
/// <param name="Specmesh">What else is known.</param>
internal sealed record ModelCard(string Id, string Object, long Created, string OwnedBy, int MaxModelLen, ModelFacts Specmesh);

/// <param name="Description">Architecture, size and weight type.</param>
/// <param name="Vocabulary">What a draft's vocabulary must be like.</param>
/// <param name="Verifiers">Names of the verifiers that are ready.</param>
/// <param name="Drafts">Names of the drafts that are ready and fit.</param>
internal sealed record ModelFacts(string Description, VocabularyFacts Vocabulary, IReadOnlyList<string> Verifiers, IReadOnlyList<string> Drafts);

/// <param name="Type">Its type (BPE, SPM, ...).</param>
/// <param name="Size">Number of token ids.</param>
/// <param name="Fingerprint">XXH64 over the texts of its tokens, as 16 digits: vocabularies with the same texts have the same.</param>
internal sealed record VocabularyFacts(string Type, int Size, string Fingerprint);
