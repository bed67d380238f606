using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SpecMesh.Inference.Engine;
using SpecMesh.Inference.LlamaCpp;
using SpecMesh.ServiceDefaults.Nodes;

namespace SpecMesh.NodeHosting;

/// <summary>Registers a node's engine, the loop that owns it, and its status.</summary>
public static class EngineRegistration
{
    /// <summary>
    /// Adds the engine that the settings under <c>Model</c> describe, with <typeparamref name="TLoop"/> around it. An
    /// <see cref="EngineLoader"/> that is registered already stays: that is how another engine is put in.
    /// </summary>
    /// <param name="builder">The node.</param>
    /// <param name="exact">What <c>Model:Exact</c> set to Auto means: a verifier is exact where it can, a draft need not be.</param>
    public static WebApplicationBuilder AddEngine<TLoop>(this WebApplicationBuilder builder, Toggle exact)
        where TLoop : EngineLoop
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<LlamaOptions>()
            .BindConfiguration(LlamaOptions.Section)
            .PostConfigure(options => options.Exact = options.Exact == Toggle.Auto ? exact : options.Exact)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<LlamaOptions>, LlamaOptionsValidator>();
        services.AddSingleton<IMeasurements, MeasurementFiles>();
        services.AddSingleton<LlamaModelLoader>();
        services.TryAddSingleton<EngineLoader>(static provider =>
            async (progress, cancellationToken) => await provider.GetRequiredService<LlamaModelLoader>()
                .LoadAsync(provider.GetRequiredService<IOptions<LlamaOptions>>().Value, progress, cancellationToken));

        services.AddSingleton<NodeStatus>();
        services.AddSingleton<INodeStatus>(static provider => provider.GetRequiredService<NodeStatus>());
        services.AddSingleton<EngineLoopFactory<TLoop>>(static provider =>
            engine => ActivatorUtilities.CreateInstance<TLoop>(provider, engine));
        services.AddSingleton<EngineService<TLoop>>();
        services.AddHostedService(static provider => provider.GetRequiredService<EngineService<TLoop>>());
        return builder;
    }
}
