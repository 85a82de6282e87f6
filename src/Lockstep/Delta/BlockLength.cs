namespace Lockstep.Delta;

/// <summary>
/// How long the blocks of a signature are. Every edit costs about one block of literal bytes and every block costs
/// <see cref="SignatureFormat.BlockSize"/> bytes of signature, so for a handful of edits the sum of both is smallest
/// near the square root of the file's length (Tridgell, "Efficient Algorithms for Sorting and Synchronization", chapter 3).
/// </summary>
public static class BlockLength
{
    /// <summary>The shortest block chosen, in bytes: below it the signature would outweigh what it saves.</summary>
    public const int Minimum = 2 * 1024;

    /// <summary>The longest block chosen, in bytes, while the file has room in <see cref="MaximumCount"/> of them.</summary>
    public const int Ceiling = 128 * 1024;

    /// <summary>The longest block ever accepted, in bytes; only files over 128 GiB need blocks over <see cref="Ceiling"/>.</summary>
    public const int Maximum = 4 * 1024 * 1024;

    /// <summary>The most blocks a signature may have: 12 MiB of it.</summary>
    public const int MaximumCount = 1024 * 1024;

    /// <summary>The longest part of a file, counted from its start, that a signature can describe: 4 TiB.</summary>
    public const long MaximumFileLength = (long)MaximumCount * Maximum;

    // Copies that begin and end on pages can be shared by file systems with reflinks instead of copied.
    private const int Page = 4 * 1024;
    private const long OnePagePerBlock = (long)MaximumCount * Page;

    /// <summary>
    /// The block length for a basis of <paramref name="fileLength"/> bytes: its square root rounded down to whole pages, within
    /// <see cref="Minimum"/> and <see cref="Ceiling"/>, but never so short that more than <see cref="MaximumCount"/> blocks are needed.
    /// </summary>
    public static int For(long fileLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fileLength);
        var described = Math.Min(fileLength, MaximumFileLength);
        var root = (int)Math.Sqrt(described);
        var balanced = root < Page ? Minimum : Math.Min(root / Page * Page, Ceiling);
        return (long)MaximumCount * balanced >= described ? balanced : WholePagesFor(described);
    }

    /// <summary>How many blocks cover <paramref name="fileLength"/> bytes; the last may be shorter than the rest.</summary>
    internal static int Count(long fileLength, int blockLength) => (int)((fileLength + blockLength - 1) / blockLength);

    private static int WholePagesFor(long described) => (int)((described + OnePagePerBlock - 1) / OnePagePerBlock) * Page;
}
