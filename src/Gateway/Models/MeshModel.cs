using System.Globalization;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Models;

/// <summary>A model that can be asked for now.</summary>
/// <param name="Name">The name that requests ask for.</param>
/// <param name="Description">Architecture, size and weight type.</param>
/// <param name="Context">Positions that a generation can use on every verifier, prompt included.</param>
/// <param name="Vocabulary">The vocabulary of its verifiers.</param>
/// <param name="Verifiers">Names of the ready verifiers that serve it.</param>
/// <param name="Drafts">Names of the ready drafts that can work for it.</param>
internal sealed record MeshModel(
    string Name, string Description, int Context, Vocabulary Vocabulary, IReadOnlyList<string> Verifiers, IReadOnlyList<string> Drafts)
{
    /// <summary>The hash of all token texts, as hexadecimal digits.</summary>
    public string VocabularyFingerprint =>
        Vocabulary.TailHashes.Count == 0 ? "" : Vocabulary.TailHashes[0].ToString("x16", CultureInfo.InvariantCulture);
}
