using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// The hidden verb <c>keep</c> of both our programs: a <see cref="Keeper"/>, started in the directory it keeps its command in. Reads what to keep from standard input,
/// to its end, and answers on standard output by one byte when the command has started, or by the reason why not.
/// </summary>
public static class KeeperVerb
{
    /// <summary>The verb's name.</summary>
    public const string Name = "keep";

    /// <summary>What a keeper answers when the command has started; no reason begins with it.</summary>
    internal const byte Started = 0;

    /// <summary>Keeps a command to its end.</summary>
    public static int Run()
    {
        // Both stay open for the keeper's life: their numbers must not become others'.
        var input = new SafeFileHandle(0, ownsHandle: false);
        var output = new SafeFileHandle(1, ownsHandle: false);
        LastingPlace place = LastingPlace.OfKeeper();
        using var answer = new DescriptorWriter(output);
        return RunAsync(place, input, answer).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(LastingPlace place, SafeFileHandle input, DescriptorWriter answer)
    {
        Keeper keeper;
        try
        {
            keeper = Keeper.Start(place, KeeperRequest.Decode(ReadAll(input)), Launcher.Self);
        }
        catch (Exception e) when (e is SyncException or ProtocolException or IOException)
        {
            Answer(answer, Encoding.UTF8.GetBytes(e.Message));
            return (int)ExitCode.SyncFailed;
        }

        await using (keeper)
        {
            Answer(answer, [Started]);
            await keeper.RunAsync();
        }

        return (int)ExitCode.Done;
    }

    private static byte[] ReadAll(SafeFileHandle input)
    {
        using var reader = new DescriptorReader(input);
        var request = new MemoryStream();
        reader.CopyTo(request);
        return request.ToArray();
    }

    private static void Answer(DescriptorWriter output, ReadOnlySpan<byte> answer)
    {
        try
        {
            output.Write(answer);
        }
        catch (IOException)
        {
            // Whoever started us has died: the command is there to outlast just that.
        }
    }
}
