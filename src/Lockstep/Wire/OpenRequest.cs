using Lockstep.Tree;

namespace Lockstep.Wire;

/// <summary>Asks an endpoint for its target.</summary>
/// <param name="Root">The target's root as bytes: absolute, or relative to the login directory; <c>~/</c> is not special.</param>
/// <param name="IsPreview">Nothing may be written: no lock, no recovery, no directory of state.</param>
/// <param name="KnownBaseline">The baseline the client holds; the endpoint sends its own only when it is another one.</param>
/// <param name="Owner">Who asks, as <c>user@host</c>: shown to whoever finds the target locked, and kept in the history.</param>
public sealed record OpenRequest(ReadOnlyMemory<byte> Root, bool IsPreview, SnapshotDigest KnownBaseline, string Owner);
