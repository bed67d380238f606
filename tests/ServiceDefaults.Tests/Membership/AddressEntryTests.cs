using SpecMesh.ServiceDefaults.Membership.Addresses;

namespace SpecMesh.ServiceDefaults.Tests.Membership;

public sealed class AddressEntryTests
{
    [Fact]
    public void A_list_is_separated_by_commas_semicolons_and_line_breaks()
    {
        var (entries, errors) = AddressEntry.ParseList(
            " http://10.0.0.1:7101, dns://verifiers.mesh:7101;file:/etc/my mesh/peers.txt\n service://verifier ,, http://[::1]:7102 ", "Mesh:Verifiers");

        Assert.Empty(errors);
        Assert.Equal(
            [
                new AddressEntry(AddressKind.Fixed, "10.0.0.1", 7101),
                new AddressEntry(AddressKind.Dns, "verifiers.mesh", 7101),
                new AddressEntry(AddressKind.File, "/etc/my mesh/peers.txt", 0),
                new AddressEntry(AddressKind.Service, "verifier", 0),
                new AddressEntry(AddressKind.Fixed, "[::1]", 7102),
            ],
            entries);
    }

    [Theory]
    [InlineData("file:peers.txt", "peers.txt")]
    [InlineData("file:../peers.txt", "../peers.txt")]
    [InlineData("file:///etc/peers.txt", "/etc/peers.txt")]
    public void A_file_may_be_relative_or_a_URI(string text, string path)
    {
        var (entries, _) = AddressEntry.ParseList(text, "Mesh:Drafts");
        Assert.Equal(path, Assert.Single(entries).Target);
    }

    [Theory]
    [InlineData("localhost:7101")]
    [InlineData("https://localhost:7101")]
    [InlineData("http://localhost:7101/path")]
    [InlineData("http://user@localhost:7101")]
    [InlineData("http://")]
    [InlineData("http://localhost:99999")]
    [InlineData("dns://verifiers")]
    [InlineData("dns://verifiers:0")]
    [InlineData("service://")]
    [InlineData("service://verifier:7101")]
    [InlineData("file:")]
    [InlineData("verifier")]
    public void A_bad_entry_gives_a_sentence_that_names_setting_and_mend(string text)
    {
        var (entries, errors) = AddressEntry.ParseList("http://good:1," + text, "Mesh:Drafts");

        Assert.Single(entries);
        var error = Assert.Single(errors);
        Assert.Contains($"Mesh:Drafts has the entry '{text}'", error, StringComparison.Ordinal);
        Assert.Contains("dns://name:port", error, StringComparison.Ordinal);
    }
}
