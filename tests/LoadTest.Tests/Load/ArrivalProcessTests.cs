using CsCheck;
using SpecMesh.LoadTest.Load;

namespace SpecMesh.LoadTest.Tests.Load;

public sealed class ArrivalProcessTests
{
    private const int Many = 20_000;

    // Chance of a false alarm is below one in a million for each check.
    private const double Sigmas = 5;

    private static readonly Gen<double> Rates = Gen.Double[0.5, 500];

    [Fact]
    public void Poisson_gaps_have_the_mean_and_variance_of_an_exponential_distribution() =>
        Gen.Select(Rates, Gen.Int).Sample(
            static (rate, seed) =>
            {
                var gaps = Gaps(ArrivalProcess.Poisson(rate, seed)).Select(gap => gap * rate).ToList();
                var mean = gaps.Average();
                var variance = gaps.Average(gap => (gap - mean) * (gap - mean));

                Assert.InRange(mean, 1 - (Sigmas / Math.Sqrt(Many)), 1 + (Sigmas / Math.Sqrt(Many)));
                // The fourth central moment of an exponential distribution is 9.
                Assert.InRange(variance, 1 - (Sigmas * Math.Sqrt(8.0 / Many)), 1 + (Sigmas * Math.Sqrt(8.0 / Many)));
            },
            iter: 30);

    [Fact]
    public void Poisson_counts_of_equal_times_have_a_variance_like_their_mean() =>
        Gen.Int.Sample(
            static seed =>
            {
                const int Windows = 2_000;
                var counts = new int[Windows];
                foreach (var at in ArrivalProcess.Poisson(rate: 10, seed).TakeWhile(static at => at < TimeSpan.FromSeconds(Windows)))
                    counts[(int)at.TotalSeconds]++;
                var mean = counts.Average();

                Assert.InRange(mean, 10 - (Sigmas * Math.Sqrt(10.0 / Windows)), 10 + (Sigmas * Math.Sqrt(10.0 / Windows)));
                Assert.InRange(counts.Average(count => (count - mean) * (count - mean)) / mean, 0.8, 1.2);
            },
            iter: 20);

    [Fact]
    public void The_same_seed_gives_the_same_arrivals_and_another_seed_others()
    {
        Assert.Equal(ArrivalProcess.Poisson(3, seed: 5).Take(50), ArrivalProcess.Poisson(3, seed: 5).Take(50));
        Assert.NotEqual(ArrivalProcess.Poisson(3, seed: 5).Take(50), ArrivalProcess.Poisson(3, seed: 6).Take(50));
    }

    [Fact]
    public void Constant_arrivals_are_evenly_spaced_without_drift() =>
        Rates.Sample(static rate =>
        {
            var times = ArrivalProcess.Constant(rate).Take(1000).ToList();

            Assert.Equal(TimeSpan.Zero, times[0]);
            Assert.All(times.Select(static (at, index) => (at, index)), entry => Assert.Equal(entry.index / rate, entry.at.TotalSeconds, 1e-6));
        });

    [Fact]
    public void Bursts_come_at_once_and_keep_the_mean_rate() =>
        Gen.Select(Rates, Gen.Int[1, 20]).Sample(static (rate, size) =>
        {
            var times = ArrivalProcess.Burst(rate, size).Take(10 * size).ToList();

            Assert.Equal(10, times.Distinct().Count());
            Assert.All(times.GroupBy(static at => at), burst => Assert.Equal(size, burst.Count()));
            Assert.Equal(9 * size / rate, times[^1].TotalSeconds, 1e-6);
        });

    [Fact]
    public void A_ramp_is_a_poisson_process_in_the_time_of_its_own_expected_arrivals() =>
        Gen.Select(Gen.Double[0, 50], Gen.Double[1, 50], Gen.Double[5, 100], Gen.Int).Sample(static (from, to, seconds, seed) =>
        {
            var ramp = ArrivalProcess.Ramp(from, to, TimeSpan.FromSeconds(seconds), seed).Take(500);
            var unit = ArrivalProcess.Poisson(rate: 1, seed).Take(500);

            Assert.All(ramp.Zip(unit), pair => Assert.Equal(pair.Second.TotalSeconds, Expected(pair.First.TotalSeconds), 1e-3));

            double Expected(double t) => t <= seconds
                ? (from * t) + ((to - from) / seconds * t * t / 2)
                : ((from + to) / 2 * seconds) + (to * (t - seconds));
        });

    [Fact]
    public void A_ramp_from_nothing_has_a_quarter_of_its_arrivals_in_its_first_half()
    {
        const double To = 400;
        var over = TimeSpan.FromSeconds(100);
        var times = ArrivalProcess.Ramp(from: 0, To, over, seed: 3).TakeWhile(at => at < over).ToList();

        Assert.InRange(times.Count, 20_000 - (Sigmas * Math.Sqrt(20_000)), 20_000 + (Sigmas * Math.Sqrt(20_000)));
        Assert.InRange(times.Count(at => at < over / 2), 5_000 - (Sigmas * Math.Sqrt(5_000)), 5_000 + (Sigmas * Math.Sqrt(5_000)));
        Assert.Equal(times.Order(), times);
    }

    private static IEnumerable<double> Gaps(IEnumerable<TimeSpan> arrivals)
    {
        var times = arrivals.Take(Many).Prepend(TimeSpan.Zero).ToList();
        return times.Zip(times.Skip(1), static (from, to) => (to - from).TotalSeconds);
    }
}
