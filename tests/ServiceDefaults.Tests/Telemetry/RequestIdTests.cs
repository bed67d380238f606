using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.ServiceDefaults.Tests.Telemetry;

public sealed class RequestIdTests
{
    [Fact]
    public void A_new_one_is_sane() => Assert.True(RequestId.IsSane(RequestId.Create()));

    [Theory]
    [InlineData("41c7")]
    [InlineData("my-app/2026-11-24:17+a_b.c=")]
    public void What_a_client_calls_its_request_is_kept(string text) => Assert.True(RequestId.IsSane(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("req_1\nreq_2")]
    [InlineData("req_1]")]
    [InlineData("req_é")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public void What_could_break_out_of_a_log_line_is_not(string? text) => Assert.False(RequestId.IsSane(text));
}
