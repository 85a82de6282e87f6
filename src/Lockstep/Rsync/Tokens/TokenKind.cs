namespace Lockstep.Rsync.Tokens;

/// <summary>What comes next in a content.</summary>
internal enum TokenKind
{
    /// <summary>Nothing, the content is complete.</summary>
    End,

    /// <summary>Bytes.</summary>
    Literal,

    /// <summary>A block of the basis.</summary>
    Block,
}
