using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Native.Processes;

namespace Lockstep.Portable.Processes;

/// <summary>Asks a program a question (<see cref="ProgramOutput"/>) through the framework.</summary>
internal static class FrameworkQuestion
{
    /// <inheritdoc cref="ProgramOutput.Read"/>
    public static byte[]? Read(ProgramQuestion question)
    {
        if (ProgramSearch.Find(Encoding.UTF8.GetString(question.Name.Span)) is not { } program)
        {
            return null;
        }

        ProcessStartInfo start = FrameworkStart.Of(program, question.Arguments, shieldsFromInterrupt: false);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = Encoding.UTF8.GetString(question.Directory);
        foreach (string[] variable in question.Environment.Select(bytes => Encoding.UTF8.GetString(bytes).Split('=', 2)))
        {
            start.Environment[variable[0]] = variable[1];
        }

        try
        {
            using Process? process = Process.Start(start);
            return process is null ? null : Read(question, process);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static byte[]? Read(ProgramQuestion question, Process process)
    {
        using var late = new CancellationTokenSource(question.Patience);
        using var interrupted = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupted.Token);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => interrupted.Cancel());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => interrupted.Cancel());
        try
        {
            process.StandardInput.Close();
            Task errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            byte[]? answer = ReadToEndAsync(process.StandardOutput.BaseStream, question.Most).WaitAsync(ending.Token).GetAwaiter().GetResult();
            process.WaitForExitAsync(ending.Token).GetAwaiter().GetResult();
            return process.ExitCode == 0 ? answer : null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw ProgramOutput.TooLate(question);
        }
        finally
        {
            EndAll(process);
        }
    }

    private static async Task<byte[]?> ReadToEndAsync(Stream output, int most)
    {
        using var answer = new MemoryStream();
        byte[] piece = new byte[4096];
        int length;
        while ((length = await output.ReadAsync(piece)) > 0)
        {
            if (answer.Length + length > most)
            {
                return null;
            }

            answer.Write(piece, 0, length);
        }

        return answer.ToArray();
    }

    private static void EndAll(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended.
        }
    }
}
