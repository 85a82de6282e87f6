namespace Lockstep.Native.Notices;

/// <summary>One notice of the kernel's. The name is valid as long as the buffer it was read into.</summary>
/// <param name="watch">Which watch it is for; -1 for none.</param>
/// <param name="mask">What happened.</param>
/// <param name="cookie">The same for both halves of a rename; 0 for anything else.</param>
/// <param name="name">The entry of the watched directory; empty for the directory itself.</param>
internal readonly ref struct InotifyNotice(int watch, InotifyMask mask, uint cookie, ReadOnlySpan<byte> name)
{
    public int Watch => watch;

    public InotifyMask Mask => mask;

    public uint Cookie => cookie;

    public ReadOnlySpan<byte> Name { get; } = name;

    public bool Says(InotifyMask what) => (mask & what) != InotifyMask.None;
}
