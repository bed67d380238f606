using SpecMesh.ModelForge.Gguf;

namespace SpecMesh.ModelForge.Stretching;

/// <summary>Makes the rows of one tensor, in order.</summary>
internal sealed class RowStretcher
{
    private readonly TensorPlan _plan;
    private readonly byte[] _source;
    private readonly float[] _numbers;
    private readonly byte[] _row;
    private readonly int _kept;
    private readonly bool _copies;
    private WeightNoise _noise;
    private long _index;

    public RowStretcher(TensorPlan plan, int seed)
    {
        _plan = plan;
        _kept = (int)(plan.Source?.Columns ?? 0);
        _source = new byte[plan.Source is { } source ? TensorBlock.Of(source.Type)!.Value.RowBytes(source.Columns) : 0];
        _numbers = new float[plan.Target.Columns];
        var block = TensorBlock.Of(plan.Target.Type)!.Value;
        _row = new byte[block.RowBytes(plan.Target.Columns)];
        _noise = new WeightNoise(plan.Target.Name, seed);

        // Bytes that need no change are copied, so that Q8_0 is not rounded a second time.
        _copies = plan.Source?.Type == plan.Target.Type && plan.Scale == 1 && _kept % block.Length == 0;
    }

    /// <summary>The next row's bytes, valid until the next call.</summary>
    /// <param name="input">Stands at the next row of the source, while there is one.</param>
    public ReadOnlySpan<byte> Next(Stream input)
    {
        var isKept = _index < (_plan.Source?.Rows ?? 0);
        if (isKept)
            Keep(input);
        else if (_plan.Added == AddedRows.Random)
            FillRandom();
        else if (_index == (_plan.Source?.Rows ?? 0))
            FillPadding();
        _index++;
        return _row;
    }

    private void Keep(Stream input)
    {
        input.ReadExactly(_source);
        var padding = _numbers.AsSpan(_kept);
        padding.Fill(_plan.Padding);
        if (_copies)
        {
            _source.CopyTo(_row, 0);
            TensorCodec.Encode(_plan.Target.Type, padding, _row.AsSpan(_source.Length));
            return;
        }

        TensorCodec.Decode(_plan.Source!.Type, _source, _numbers.AsSpan(0, _kept));
        foreach (ref var number in _numbers.AsSpan(0, _kept))
            number *= _plan.Scale;
        TensorCodec.Encode(_plan.Target.Type, _numbers, _row);
    }

    private void FillRandom()
    {
        _noise.Fill(_numbers);
        TensorCodec.Encode(_plan.Target.Type, _numbers, _row);
    }

    /// <summary>Called once: all rows of padding are the same.</summary>
    private void FillPadding()
    {
        _numbers.AsSpan().Fill(_plan.Padding);
        TensorCodec.Encode(_plan.Target.Type, _numbers, _row);
    }
}
