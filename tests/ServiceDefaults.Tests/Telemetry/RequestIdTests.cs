using SpecMesh.ServiceDefaults.Telemetry;

namespace SpecMesh.ServiceDefaults.Tests.Telemetry;

public sealed class RequestIdTests
{
    [Fact]
    public void A_new_one_is_one() => Assert.True(RequestId.IsOne(RequestId.Create()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("41c7")]
    [InlineData("req_1\nreq_2")]
    [InlineData("req_1]")]
    [InlineData("req_é")]
    [InlineData("req_0123456789012345678901234567890123456789012345678901234567890123456789")]
    public void What_a_caller_makes_up_is_none(string? text) => Assert.False(RequestId.IsOne(text));
}
