using SpecMesh.ServiceDefaults.Membership;
using SpecMesh.V1;

namespace SpecMesh.Gateway.Generations;

/// <summary>Asks a verifier what only it knows: how its model's vocabulary cuts text.</summary>
internal sealed class VerifierTokenizer([FromKeyedServices(NodeRole.Verifier)] SessionOpener verifiers)
{
    /// <summary>Makes a call to any verifier that serves the model.</summary>
    public Task<TResponse> CallAsync<TResponse>(
        string model, Func<Tokenizer.TokenizerClient, CancellationToken, Task<TResponse>> call, CancellationToken cancellationToken) =>
        verifiers.OpenAsync(
            async (lease, opening) =>
            {
                using (lease)
                    return await call(new Tokenizer.TokenizerClient(lease.Peer.Invoker), opening);
            },
            verifier => verifier.Info?.Model == model,
            key: 0,
            cancellationToken);

    /// <summary>The text of tokens.</summary>
    public async Task<string> DetokenizeAsync(string model, TokenIds tokens, CancellationToken cancellationToken)
    {
        var request = new DetokenizeRequest { Model = model, Tokens = { tokens.Ids } };
        var response = await CallAsync(
            model, async (client, opening) => await client.DetokenizeAsync(request, cancellationToken: opening), cancellationToken);
        return response.Text;
    }
}
