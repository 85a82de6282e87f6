using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lockstep.Tree;

/// <summary>
/// A path below a root, as bytes: components separated by <c>/</c>, none of them empty, <c>.</c> or <c>..</c>, no NUL byte,
/// a component at most 255 and the whole at most 4095 bytes. The empty path is the root itself. A value of this type cannot leave its root by
/// its text.
/// </summary>
public readonly struct RelativePath : IEquatable<RelativePath>, IComparable<RelativePath>
{
    /// <summary>Longest path in bytes: PATH_MAX less its terminator.</summary>
    public const int MaxLength = 4095;

    /// <summary>Longest component in bytes (NAME_MAX).</summary>
    public const int MaxNameLength = 255;

    private readonly byte[]? _bytes;

    private RelativePath(byte[] bytes) => _bytes = bytes;

    /// <summary>The root itself: the empty path.</summary>
    public static RelativePath Root => default;

    /// <summary>The path's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether this is the root itself.</summary>
    public bool IsRoot => Bytes.IsEmpty;

    /// <summary>The last component; empty for the root.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The directory that holds this path; the root for a single component and for the root itself.</summary>
    public RelativePath Parent
    {
        get
        {
            int slash = Bytes.LastIndexOf((byte)'/');
            return slash < 0 ? Root : new RelativePath(Bytes[..slash].ToArray());
        }
    }

    /// <summary>Parses untrusted bytes.</summary>
    /// <param name="bytes">The path without leading or trailing slash.</param>
    /// <param name="path">The path when the result is true.</param>
    /// <param name="flaw">What is wrong with the bytes when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RelativePath path, [NotNullWhen(false)] out string? flaw)
    {
        path = Root;
        if (bytes.IsEmpty)
        {
            flaw = null;
            return true;
        }

        flaw = bytes.Length > MaxLength ? $"is {bytes.Length} bytes long, the most is {MaxLength}" : FindFlaw(bytes);
        if (flaw is not null)
        {
            return false;
        }

        path = new RelativePath(bytes.ToArray());
        return true;
    }

    /// <summary>Parses bytes, or throws a <see cref="ProtocolException"/>.</summary>
    public static RelativePath Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out RelativePath path, out string? flaw)
            ? path
            : throw new ProtocolException($"path '{DisplayText.Of(bytes)}' {flaw}");

    /// <summary>Parses text as UTF-8 bytes, or throws a <see cref="ProtocolException"/>.</summary>
    public static RelativePath Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>A path of bytes that are known to be one: they come from paths and names of snapshots.</summary>
    internal static RelativePath FromValid(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? Root : new(bytes.ToArray());

    /// <summary>Whether bytes may be one component of a path.</summary>
    public static bool IsValidName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxNameLength && !name.ContainsAny((byte)'/', (byte)0) && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8);

    /// <summary>The path of an entry of this directory. The name must be valid (<see cref="IsValidName"/>) and the result within <see cref="MaxLength"/>.</summary>
    public RelativePath Append(ReadOnlySpan<byte> name)
    {
        if (!IsValidName(name))
        {
            throw new ProtocolException($"name '{DisplayText.Of(name)}' cannot stand in a path");
        }

        if (IsRoot)
        {
            return new RelativePath(name.ToArray());
        }

        if (Bytes.Length + 1 + name.Length > MaxLength)
        {
            throw new ProtocolException($"path below '{this}' would be {Bytes.Length + 1 + name.Length} bytes long, the most is {MaxLength}");
        }

        var joined = new byte[Bytes.Length + 1 + name.Length];
        Bytes.CopyTo(joined);
        joined[Bytes.Length] = (byte)'/';
        name.CopyTo(joined.AsSpan(Bytes.Length + 1));
        return new RelativePath(joined);
    }

    /// <summary>Whether this path lies below <paramref name="ancestor"/> (a path is not below itself; all but the root lie below the root).</summary>
    public bool IsBelow(RelativePath ancestor) =>
        ancestor.IsRoot
            ? !IsRoot
            : Bytes.Length > ancestor.Bytes.Length && Bytes[ancestor.Bytes.Length] == (byte)'/' && Bytes.StartsWith(ancestor.Bytes);

    /// <summary>Orders paths component by component, so that a directory comes right before all that lies below it.</summary>
    public int CompareTo(RelativePath other)
    {
        ReadOnlySpan<byte> left = Bytes, right = other.Bytes;
        int common = left.CommonPrefixLength(right);
        return common == left.Length || common == right.Length
            ? left.Length - right.Length
            : Rank(left[common]) - Rank(right[common]);

        static int Rank(byte value) => value == (byte)'/' ? 0 : value;
    }

    /// <inheritdoc/>
    public bool Equals(RelativePath other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RelativePath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>The path for people: UTF-8, with bytes that are not and control characters escaped. Not for opening files.</summary>
    public override string ToString() => IsRoot ? "." : DisplayText.Of(Bytes);

    /// <inheritdoc cref="Equals(RelativePath)"/>
    public static bool operator ==(RelativePath left, RelativePath right) => left.Equals(right);

    /// <inheritdoc cref="Equals(RelativePath)"/>
    public static bool operator !=(RelativePath left, RelativePath right) => !left.Equals(right);

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(RelativePath left, RelativePath right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(RelativePath left, RelativePath right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(RelativePath left, RelativePath right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(RelativePath left, RelativePath right) => left.CompareTo(right) >= 0;

    private static string? FindFlaw(ReadOnlySpan<byte> bytes)
    {
        foreach (Range range in bytes.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = bytes[range];
            if (!IsValidName(name))
            {
                return name.Length > MaxNameLength
                    ? $"has a component of {name.Length} bytes, the most is {MaxNameLength}"
                    : $"has the component '{DisplayText.Of(name)}', which cannot stand in a path";
            }
        }

        return null;
    }
}
