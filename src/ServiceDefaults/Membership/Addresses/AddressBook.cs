using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SpecMesh.V1;

namespace SpecMesh.ServiceDefaults.Membership.Addresses;

/// <summary>All addresses of one role: the union of what the entries of its setting say.</summary>
internal sealed partial class AddressBook(
    NodeRole role, IConfiguration configuration, AddressSourceFactory factory, ILogger<AddressBook> logger)
{
    private readonly string _setting = MeshOptions.AddressSetting(role);
    private string? _text;
    private List<Page> _pages = [];

    /// <summary>Reads the setting and its sources again. What cannot be read now keeps its last answer.</summary>
    public async Task<IReadOnlyCollection<Uri>> ReadAsync(CancellationToken cancellationToken)
    {
        ReadSetting();
        var addresses = new HashSet<Uri>();
        foreach (var page in _pages)
        {
            await RefreshAsync(page, cancellationToken);
            addresses.UnionWith(page.Addresses);
        }

        return addresses;
    }

    private void ReadSetting()
    {
        var text = configuration[_setting] ?? "";
        if (text == _text)
            return;

        _text = text;
        var (entries, errors) = AddressEntry.ParseList(text, _setting);
        if (errors.Count > 0)
        {
            Log.BadSetting(logger, string.Join(' ', errors));
            return;
        }

        var known = _pages.ToDictionary(page => page.Entry);
        _pages = [.. entries.Distinct().Select(entry => known.GetValueOrDefault(entry) ?? new Page(entry, factory.Create(entry)))];
    }

    private async Task RefreshAsync(Page page, CancellationToken cancellationToken)
    {
        try
        {
            page.Addresses = await page.Source.ReadAsync(cancellationToken);
            page.Trouble = null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (page.Trouble != e.Message)
                Log.Unreadable(logger, _setting, page.Entry.Kind, page.Entry.Target, e.Message, page.Addresses.Count);
            page.Trouble = e.Message;
        }
    }

    private sealed class Page(AddressEntry entry, IAddressSource source)
    {
        public AddressEntry Entry { get; } = entry;

        public IAddressSource Source { get; } = source;

        public IReadOnlyList<Uri> Addresses { get; set; } = [];

        public string? Trouble { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The change is not taken over: {Errors}")]
        public static partial void BadSetting(ILogger logger, string errors);

        [LoggerMessage(LogLevel.Warning,
            "{Setting}: {Kind} '{Target}' cannot be read now: {Reason}. Going on with the {Count} address(es) it gave last.")]
        public static partial void Unreadable(
            ILogger logger, string setting, AddressKind kind, string target, string reason, int count);
    }
}
