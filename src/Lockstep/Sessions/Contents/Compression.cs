namespace Lockstep.Sessions.Contents;

/// <summary>How contents are compressed on their way.</summary>
/// <param name="Level">zstd level 1 to 19; 0 for none, -1 for what suits the link.</param>
public readonly record struct Compression(int Level)
{
    /// <summary>Highest level that can be asked for.</summary>
    public const int MaxLevel = 19;

    /// <summary>Chosen while sending: off when the link is faster than the compressor.</summary>
    public static Compression Auto => new(-1);

    /// <summary>Contents are sent as they are.</summary>
    public static Compression None => new(0);

    /// <summary>Whether the level is chosen while sending.</summary>
    public bool IsAuto => Level < 0;
}
