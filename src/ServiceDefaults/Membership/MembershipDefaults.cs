using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SpecMesh.ServiceDefaults.Membership.Addresses;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership;

public static class MembershipDefaults
{
    /// <summary>
    /// Follows the peers of a role. Adds <see cref="PeerSet"/>, <see cref="PeerPicker"/> and <see cref="SessionOpener"/>, each as a
    /// singleton under the role as its key.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="role">What the peers are.</param>
    /// <param name="required">True if the service is of no use without their addresses.</param>
    public static IServiceCollection AddMeshPeers(this IServiceCollection services, NodeRole role, bool required)
    {
        services.AddAddressSources();
        var options = services.AddOptions<MeshOptions>()
            // Bound once: a bad value that is written later must not throw in the configuration's reload. AddressBook looks again.
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection(MeshOptions.Section).Bind(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MeshOptions>, MeshOptionsValidator>());
        if (required)
        {
            options.Validate(
                value => !string.IsNullOrWhiteSpace(value.Addresses(role)),
                $"{MeshOptions.AddressSetting(role)} is empty. Set it to where the {role.ToString().ToLowerInvariant()}s are, "
                + "for example http://localhost:7101.");
        }

        services.AddMetrics();
        services.TryAddSingleton<MeshMetrics>();
        services.AddKeyedSingleton(role, static (provider, key) => provider.GetRequiredService<MeshMetrics>().Watch(new PeerSet(
            (NodeRole)key!,
            new AddressBook(
                (NodeRole)key!,
                provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<AddressSourceFactory>(),
                provider.GetRequiredService<ILogger<AddressBook>>()),
            provider.GetRequiredService<IOptions<MeshOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<PeerSet>(role));
        services.AddKeyedSingleton(role, static (provider, key) => new PeerPicker(
            provider.GetRequiredKeyedService<PeerSet>(key), provider.GetRequiredService<IOptions<MeshOptions>>()));
        services.AddKeyedSingleton(role, static (provider, key) => new SessionOpener(
            provider.GetRequiredKeyedService<PeerPicker>(key),
            provider.GetRequiredService<IOptions<MeshOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }

    private static void AddAddressSources(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        // The core alone: its pass-through provider would answer for services that nobody configured.
        services.AddServiceDiscoveryCore().AddConfigurationServiceEndpointProvider();
        services.TryAddSingleton<DnsLookup>(static (name, cancellationToken) => Dns.GetHostAddressesAsync(name, cancellationToken));
        services.TryAddSingleton<AddressSourceFactory>();
    }
}
