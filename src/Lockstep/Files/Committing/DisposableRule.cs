namespace Lockstep.Files.Committing;

/// <summary>Tells whether an entry is one that must not keep its directory from being deleted (<c>__pycache__/</c>, <c>.DS_Store</c>).</summary>
/// <param name="name">The entry's name.</param>
/// <param name="isDirectory">Whether it is a directory.</param>
public delegate bool DisposableRule(ReadOnlySpan<byte> name, bool isDirectory);
