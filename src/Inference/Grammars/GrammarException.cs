namespace SpecMesh.Inference.Grammars;

/// <summary>A grammar is wrong, or asks for more work than is allowed. The message is a sentence that says what and, in a text, where.</summary>
public sealed class GrammarException(string message) : Exception(message);
