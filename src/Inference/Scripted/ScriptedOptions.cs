using SpecMesh.Inference.Engine;

namespace SpecMesh.Inference.Scripted;

/// <summary>What a <see cref="ScriptedEngine"/> pretends to be.</summary>
public sealed record ScriptedOptions
{
    /// <summary>Number of token ids, 8 to 257: that many first entries of <see cref="ScriptedVocabulary"/>.</summary>
    public int VocabularySize { get; init; } = 64;

    /// <summary>Chooses the model: equal seeds are equal models.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many of a sequence's last tokens the next one depends on.</summary>
    public int Memory { get; init; } = 3;

    /// <summary>
    /// How good a draft this model is for the one with the same <see cref="Seed"/> and a skill of 1: at this share of all contexts
    /// its logits are the same, elsewhere they have nothing to do with them. 0 to 1.
    /// </summary>
    public double Skill { get; init; } = 1;

    /// <summary>Spread of the logits. Larger: more certain of the next token.</summary>
    public float Sharpness { get; init; } = 4;

    /// <summary>Positions per sequence.</summary>
    public int Context { get; init; } = 512;

    /// <summary>Number of sequences.</summary>
    public int Sequences { get; init; } = 8;

    /// <summary>Most rows in a pass.</summary>
    public int BatchRows { get; init; } = 256;

    /// <summary>
    /// Whether to ask for what the exact setting asks for (<see cref="EngineFacts.EqualRows"/>, 2 rows) and to refuse a batch
    /// that would be inexact.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>The pass, counted from 1, that fails. 0: none.</summary>
    public int FailOnPass { get; init; }

    /// <summary>
    /// Called on the engine's thread before each pass, with its number from 1. A test can look at the batch here, hold the pass
    /// up until an event, or throw.
    /// </summary>
    public Action<int, DecodeBatch>? BeforePass { get; init; }

    /// <summary>How long a pass of so many rows takes, on <see cref="Time"/>. Null: no time.</summary>
    public Func<int, TimeSpan>? PassDuration { get; init; }

    /// <summary>The clock that <see cref="PassDuration"/> is measured on.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
