namespace Lockstep.Wire;

/// <summary>The signature of what the target has for a change's content.</summary>
/// <param name="Index">The change.</param>
/// <param name="Encoded">The signature's binary form; empty when there is nothing to build on, and the content has to be sent whole.</param>
public sealed record ContentSignature(int Index, ReadOnlyMemory<byte> Encoded);
