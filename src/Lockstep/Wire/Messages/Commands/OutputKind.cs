namespace Lockstep.Wire.Messages.Commands;

/// <summary>Which of a command's streams an output came from.</summary>
public enum OutputKind : byte
{
    /// <summary>Standard output.</summary>
    Out = 1,

    /// <summary>Standard error.</summary>
    Error = 2,
}
