using System.Collections;
using System.Text;
using Lockstep.Tree;

namespace Lockstep.Native.Processes;

/// <summary>Our own environment and arguments as the bytes the kernel handed us, which need not be UTF-8.</summary>
internal static class ProcessEnvironment
{
    /// <summary>The arguments with the program's name first.</summary>
    public static IReadOnlyList<byte[]> Arguments() =>
        Read("/proc/self/cmdline") ?? [.. Array.ConvertAll(Environment.GetCommandLineArgs(), Encoding.UTF8.GetBytes)];

    /// <summary>Our variables as <c>NAME=value</c>, with those of <paramref name="added"/> in place of ours of the same name.</summary>
    public static IReadOnlyList<byte[]> Variables(IReadOnlyList<byte[]> added)
    {
        IReadOnlyList<byte[]> own = Read("/proc/self/environ") ?? FromRuntime();
        return [.. own.FindAll(variable => !added.Exists(other => Name(other).SequenceEqual(Name(variable)))), .. added];
    }

    /// <summary>The value of one of our variables; null when it is not set.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> name)
    {
        foreach (byte[] variable in Variables([]))
        {
            if (variable.Length > name.Length && Name(variable).SequenceEqual(name))
            {
                return variable[(name.Length + 1)..];
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Name(byte[] variable)
    {
        int end = Array.IndexOf(variable, (byte)'=');
        return end < 0 ? variable : variable.AsSpan(0, end);
    }

    /// <summary>The zero-terminated strings of a file under <c>/proc</c>; null where that is not mounted.</summary>
    private static List<byte[]>? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var strings = new List<byte[]>();
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            strings.Add((end < 0 ? rest : rest[..end]).ToArray());
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return strings;
    }

    private static List<byte[]> FromRuntime()
    {
        var variables = new List<byte[]>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables.Add(Encoding.UTF8.GetBytes($"{variable.Key}={variable.Value}"));
        }

        return variables;
    }
}
